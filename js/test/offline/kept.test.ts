/** What a page keeps has bounds, however much is asked of it. */
import { int64 } from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { KEPT } from "../../src/offline/engine";
import { Kept } from "../../src/offline/kept";
import { pageModel } from "../../src/offline/page-model";
import { PACKS, Store } from "../../src/offline/store";
import { engineOf, query } from "./pages";

const engine = () => {
  const n = {
    values: [1n, 2n, 3n],
    type: int64(),
    kind: { name: "number" as const, bits: 64, integer: true },
  };
  return engineOf({ n }, 3);
};

describe("what is kept", () => {
  it("lets go what was asked for longest ago", () => {
    const made: string[] = [];
    const kept = new Kept<string>(2);
    const make = (key: string) => {
      made.push(key);
      return key;
    };
    for (const key of ["a", "b", "a", "c", "a", "b"]) kept.get(key, () => make(key));
    expect(made).toEqual(["a", "b", "c", "b"]);
  });

  it("holds the last expressions that were typed, their values, and no more", () => {
    const asked = engine();
    const first = asked.expression("n + 0");
    const values = asked.values(first);
    expect(asked.expression("n + 0")).toBe(first);
    expect(asked.values(first)).toBe(values);
    for (let typed = 1; typed <= KEPT; typed++) asked.values(asked.expression(`n + ${typed}`));
    expect(asked.expression("n + 0")).not.toBe(first);
    expect(asked.values(first)).not.toBe(values);
    expect(asked.values(first)).toEqual(values);
  });

  it("holds the order of the last queries", () => {
    const asked = engine();
    const order = asked.order(query({ where: ["n > 0"] }));
    expect(asked.order(query({ where: ["n > 0"] }))).toBe(order);
    for (let typed = 1; typed <= KEPT; typed++) asked.order(query({ where: [`n > ${typed}`] }));
    expect(asked.order(query({ where: ["n > 0"] }))).not.toBe(order);
  });

  it("unpacks a pack of pictures once while it is among the last", async () => {
    const read: string[] = [];
    const store = new Store(async (name) => {
      read.push(name);
      return new Uint8Array(4);
    });
    for (let pack = 0; pack < PACKS; pack++) await store.at([pack, 0, 1]);
    await store.at([0, 0, 1]);
    expect(read).toHaveLength(PACKS);
    for (let pack = 1; pack <= PACKS; pack++) await store.at([pack + PACKS, 0, 1]);
    await store.at([0, 0, 1]);
    expect(read.filter((name) => name === "pack.0")).toHaveLength(2);
  });

  it("answers a question once, and forgets its id with the answer", async () => {
    const answered: string[] = [];
    let release = (): void => {};
    const model = pageModel({}, async (method) => {
      answered.push(method);
      await new Promise<void>((done) => {
        release = done;
      });
      return { result: null };
    });
    const ask = () => model.send({ kind: "ask", id: "1", method: "rows", params: {} });
    ask();
    ask();
    expect(answered).toEqual(["rows"]);
    release();
    await new Promise((done) => setTimeout(done));
    ask();
    expect(answered).toEqual(["rows", "rows"]);
  });
});
