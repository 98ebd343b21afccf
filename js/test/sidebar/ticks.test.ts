import { describe, expect, it } from "vitest";
import { comparison, type Tick, toggled, whyNotCompared } from "../../src/sidebar/ticks";

const version = (number: number): Tick => ({
  kind: "version",
  name: "scenes",
  version: number,
  created_at: `2026-11-0${number + 1}`,
  note: "",
});
const run = (id: string): Tick => ({ kind: "run", id, name: id, created_at: "2026-11-05", note: "" });

describe("ticks", () => {
  it("stand with the older first, whatever the order of the hand", () => {
    const ticks = [version(2), version(0), version(1)].reduce<Tick[]>(toggled, []);
    expect(comparison(ticks)).toEqual({
      kind: "versions",
      versions: [0, 1, 2].map((number) => ({ name: "scenes", version: number })),
    });
    expect(toggled(ticks, version(1))).toHaveLength(2);
  });

  it("are eight at most", () => {
    const ticks = Array.from({ length: 9 }, (_, at) => run(`r${at}`)).reduce<Tick[]>(toggled, []);
    expect(comparison(ticks)).toEqual({
      kind: "runs",
      ids: ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"],
    });
  });

  it("are of one kind, and two", () => {
    expect(whyNotCompared([run("a")])).toContain("one more");
    expect(whyNotCompared([run("a"), version(0)])).toContain("Runs are compared with runs");
    expect(whyNotCompared([run("a"), run("b")])).toBe("");
  });
});
