import { expect, test, vi } from "vitest";
import { WatchedChannel } from "../../../src/activity";
import { Channel } from "../../../src/channel";
import { InnerModel } from "../../../src/views/project/inner-model";
import type { Ask } from "../../../src/wire";
import { FakeModel } from "../../fake-model";

type Question = Extract<Ask, { kind: "ask" }>;

function opened() {
  const host = new FakeModel({});
  const abort = new AbortController();
  const outer = new WatchedChannel(host, abort.signal);
  const traits = { query: { version: 1 }, theme: "auto" };
  const model = InnerModel.open(outer, { view: "inner-1", kind: "table", title: "", traits });
  const asked = (method: string) =>
    host.asked.filter((ask) => (ask as Question).method === method) as Question[];
  return { host, model, asked };
}

const answer = (host: FakeModel, id: string, result: unknown) =>
  host.answer({ id, part: 0, parts: 1, sizes: [], result });

test("a question goes by way of the view around, and its answer comes back", async () => {
  const { host, model } = opened();
  const inner = new Channel(model);
  const reply = inner.ask("count", { query: {} as never });
  const [ask] = host.asked as Question[];
  expect(ask).toMatchObject({
    method: "inner",
    params: { view: "inner-1", method: "count", params: { query: {} } },
  });
  answer(host, ask?.id ?? "", { matched: 3 });
  expect((await reply).result).toEqual({ matched: 3 });
  void inner.ask("chunk", { name: "menus" });
  expect((host.asked as Question[]).at(-1)?.method).toBe("chunk");
});

test("only events of its own reach a view within", () => {
  const { host, model } = opened();
  const heard = vi.fn();
  new Channel(model).onEvent("rows", heard);
  host.say({ kind: "event", name: "rows", row_count: 1, only_more: true });
  host.say({ kind: "event", name: "inner", view: "inner-2", told: { name: "rows", row_count: 2 } });
  expect(heard).not.toHaveBeenCalled();
  host.say({ kind: "event", name: "inner", view: "inner-1", told: { name: "rows", row_count: 3 } });
  expect(heard).toHaveBeenCalledWith(expect.objectContaining({ row_count: 3 }));
});

test("traits go to Python one change after the other, and the theme stays here", async () => {
  const { host, model, asked } = opened();
  model.set("query", { version: 1, limit: 5 });
  model.save_changes();
  model.set("selected", "Ag==");
  model.set("theme", "dark");
  model.save_changes();
  expect(asked("inner_set")).toHaveLength(1);
  expect(asked("inner_set")[0]?.params).toEqual({
    view: "inner-1",
    traits: { query: { version: 1, limit: 5 } },
    number: 1,
  });
  answer(host, asked("inner_set")[0]?.id ?? "", { traits: {} });
  await vi.waitFor(() => expect(asked("inner_set")).toHaveLength(2));
  expect(asked("inner_set")[1]?.params).toMatchObject({ traits: { selected: "Ag==" }, number: 2 });
});

test("what Python changes is followed, but not over what is just being told to it", async () => {
  const { host, model, asked } = opened();
  const changed = vi.fn();
  model.on("change:query", changed);
  host.say({ kind: "event", name: "inner", view: "inner-1", traits: { query: { version: 1, limit: 2 } } });
  expect(model.get("query")).toEqual({ version: 1, limit: 2 });
  expect(changed).toHaveBeenCalledTimes(1);
  model.set("query", { version: 1, limit: 3 });
  model.save_changes();
  host.say({ kind: "event", name: "inner", view: "inner-1", traits: { query: { version: 1, limit: 9 } } });
  expect(model.get("query")).toEqual({ version: 1, limit: 3 });
  host.fail(asked("inner_set")[0]?.id ?? "", { message: "limit is too small." });
  await vi.waitFor(() => expect(model.failure.value).toBe("limit is too small."));
});

test("a change of Python outlives an answer that is older, and gives way to one that is newer", async () => {
  const { host, model, asked } = opened();
  const say = (limit: number, stamp: number) =>
    host.say({
      kind: "event",
      name: "inner",
      view: "inner-1",
      traits: { query: { version: 1, limit } },
      stamp,
    });
  const save = (limit: number) => {
    model.set("query", { version: 1, limit });
    model.save_changes();
    return asked("inner_set").at(-1)?.id ?? "";
  };
  const first = save(3);
  say(9, 2);
  answer(host, first, { traits: { query: { version: 1, limit: 3 } }, stamp: 1 });
  await vi.waitFor(() => expect(model.get("query")).toEqual({ version: 1, limit: 9 }));
  const second = save(4);
  say(8, 3);
  answer(host, second, { traits: { query: { version: 1, limit: 4 } }, stamp: 4 });
  await vi.waitFor(() => expect(asked("inner_set")).toHaveLength(2));
  await new Promise((done) => setTimeout(done));
  expect(model.get("query")).toEqual({ version: 1, limit: 4 });
  say(7, 3);
  expect(model.get("query")).toEqual({ version: 1, limit: 4 });
  const refused = save(1);
  say(6, 5);
  host.fail(refused, { message: "limit is too small." });
  await vi.waitFor(() => expect(model.get("query")).toEqual({ version: 1, limit: 6 }));
});

test("closing tells Python once and hears nothing more", () => {
  const { host, model, asked } = opened();
  model.close();
  model.close();
  expect(asked("inner_close")).toHaveLength(1);
  host.say({ kind: "event", name: "inner", view: "inner-1", traits: { query: { version: 1, limit: 2 } } });
  expect(model.get("query")).toEqual({ version: 1 });
});
