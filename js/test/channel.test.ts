import { expect, test, vi } from "vitest";
import { WatchedChannel } from "../src/activity";
import { AskError, Channel, cut } from "../src/channel";
import type { Ask } from "../src/wire";
import { FakeModel } from "./fake-model";

function open() {
  const model = new FakeModel({});
  const gone = new AbortController();
  return { model, gone, channel: new Channel(model, gone.signal) };
}

const ROWS = { query: {} as never, start: 0, count: 1 };

test("an answer in pieces is cut into its buffers, whatever the order of the pieces", async () => {
  const { model, channel } = open();
  const reply = channel.ask("rows", ROWS);
  const { id } = model.asked[0] as { id: string };
  const bytes = Uint8Array.from({ length: 10 }, (_, at) => at);
  model.answer({ id, part: 1, parts: 2 }, bytes.slice(4));
  model.answer({ id, part: 0, parts: 2, sizes: [3, 7], result: { start: 0 } }, bytes.slice(0, 4));
  const { result, buffers } = await reply;
  expect(result).toEqual({ start: 0 });
  expect(buffers.map((buffer) => [...buffer])).toEqual([
    [0, 1, 2],
    [3, 4, 5, 6, 7, 8, 9],
  ]);
});

test("Colab's messages are read as JupyterLab's, with bytes and without", async () => {
  const { model, channel } = open();
  const replies = [channel.ask("rows", ROWS), channel.ask("rows", ROWS)];
  const [first, second] = model.asked as [Ask, Ask];
  const whole = { part: 0, parts: 1, result: { start: 0 } };
  model.answerInColab({ ...whole, id: first.id, sizes: [3] }, Uint8Array.of(1, 2, 3));
  model.answerInColab({ ...whole, id: second.id, sizes: [] });
  const [full, empty] = await Promise.all(replies);
  expect(full?.buffers.map((buffer) => [...buffer])).toEqual([[1, 2, 3]]);
  expect(empty).toEqual({ result: { start: 0 }, buffers: [] });
});

test("a result too long for a message is read from the first buffer", async () => {
  const { model, channel } = open();
  const reply = channel.ask("rows", ROWS);
  const { id } = model.asked[0] as { id: string };
  const text = new TextEncoder().encode('{"start":7}');
  const bytes = new Uint8Array([...text, 1, 2]);
  model.answer({ id, part: 0, parts: 1, sizes: [text.length, 2], packed: true }, bytes);
  const { result, buffers } = await reply;
  expect(result).toEqual({ start: 7 });
  expect(buffers.map((buffer) => [...buffer])).toEqual([[1, 2]]);
});

test("two channels of one model do not take each other's answers", async () => {
  const { model, channel } = open();
  const other = new Channel(model, new AbortController().signal);
  const first = channel.ask("rows", ROWS);
  const second = other.ask("rows", ROWS);
  const [a, b] = model.asked as { id: string }[];
  model.answer({ id: b?.id ?? "", part: 0, parts: 1, sizes: [], result: "second" });
  model.answer({ id: a?.id ?? "", part: 0, parts: 1, sizes: [], result: "first" });
  expect([(await first).result, (await second).result]).toEqual(["first", "second"]);
});

test("what Python refuses says where and what next", async () => {
  const { model, channel } = open();
  const reply = channel.ask("rows", ROWS);
  const { id } = model.asked[0] as { id: string };
  model.fail(id, { message: "There is no column 'scroe'.", start: 0, end: 5, replacement: "score" });
  await expect(reply).rejects.toBeInstanceOf(AskError);
  await expect(reply).rejects.toMatchObject({ failure: { start: 0, end: 5, replacement: "score" } });
});

test("a kernel that is gone fails a question, and giving one up then raises nothing", async () => {
  const { model, channel } = open();
  const given = new AbortController();
  const before = channel.ask("rows", ROWS, given.signal);
  model.send = () => {
    throw new Error("Cannot send");
  };
  expect(() => given.abort(new Error("given up"))).not.toThrow();
  await expect(before).rejects.toThrow("given up");
  await expect(channel.ask("rows", ROWS)).rejects.toThrow("Cannot send");
});

test("a question given up is cancelled in Python, once, and its late answer is dropped", async () => {
  const { model, channel } = open();
  const abort = new AbortController();
  const reply = channel.ask("rows", ROWS, abort.signal);
  const { id } = model.asked[0] as { id: string };
  abort.abort();
  abort.abort();
  await expect(reply).rejects.toMatchObject({ name: "AbortError" });
  expect(model.sent.filter((message) => message.kind === "cancel")).toEqual([{ kind: "cancel", id }]);
  model.answer({ id, part: 0, parts: 1, sizes: [], result: {} });
});

test("a closed view stops listening", async () => {
  const { model, gone, channel } = open();
  const reply = channel.ask("rows", ROWS);
  gone.abort(new DOMException("closed", "AbortError"));
  await expect(reply).rejects.toMatchObject({ name: "AbortError" });
  expect(model.listenerCount).toBe(0);
});

test("every buffer starts where numbers of 8 bytes can be read", () => {
  const bytes = Uint8Array.from({ length: 24 }, (_, at) => at);
  const parts = cut([bytes], [3, 13, 8]);
  expect(parts.map(({ byteOffset }) => byteOffset % 8)).toEqual([0, 0, 0]);
  expect([...(parts[1] ?? [])]).toEqual([...bytes.slice(3, 16)]);
});

test("waiting shows after a moment, and a silent kernel is called busy", async () => {
  vi.useFakeTimers();
  const model = new FakeModel({});
  const channel = new WatchedChannel(model, new AbortController().signal);
  const reply = channel.ask("rows", ROWS);
  vi.advanceTimersByTime(100);
  expect(channel.isSlow.value).toBe(false);
  vi.advanceTimersByTime(100);
  expect([channel.isSlow.value, channel.isBusy.value]).toEqual([true, false]);
  vi.advanceTimersByTime(2000);
  expect(channel.isBusy.value).toBe(true);
  model.answer({ id: (model.asked[0] as { id: string }).id, part: 0, parts: 1, sizes: [], result: {} });
  await reply;
  expect([channel.isSlow.value, channel.isBusy.value]).toEqual([false, false]);
  vi.useRealTimers();
});

test("work that goes on is no busy kernel, and says how far it is", async () => {
  vi.useFakeTimers();
  const model = new FakeModel({});
  const channel = new WatchedChannel(model, new AbortController().signal);
  const reply = channel.ask("rows", ROWS);
  const { id } = model.asked[0] as { id: string };
  vi.advanceTimersByTime(1400);
  model.progress("another", 0.9);
  expect(channel.progress.value).toBeNull();
  model.progress(id, 0.25);
  vi.advanceTimersByTime(1400);
  expect([channel.progress.value, channel.isBusy.value]).toEqual([0.25, false]);
  model.answer({ id, part: 0, parts: 1, sizes: [], result: {} });
  await reply;
  expect(channel.progress.value).toBeNull();
  vi.useRealTimers();
});

test("what Python says unasked reaches those who listen, and nobody after the view is gone", () => {
  const { model, gone, channel } = open();
  const heard: number[] = [];
  const stop = channel.onEvent("rows", ({ row_count }) => heard.push(row_count));
  channel.onEvent("rows", ({ row_count }) => heard.push(-row_count));
  const say = (row_count: number) => model.say({ kind: "event", name: "rows", row_count });
  say(3);
  model.say({ kind: "event", name: "panels" });
  stop();
  say(4);
  gone.abort();
  say(5);
  expect(heard).toEqual([3, -3, -4]);
});

test("what is not answered is sent again with its id, and no more once an answer has begun", async () => {
  vi.useFakeTimers();
  try {
    const { model, channel } = open();
    const abort = new AbortController();
    const sent = () => model.sent.filter(({ kind }) => kind === "ask").map(({ id }) => id);
    const reply = channel.ask("rows", ROWS);
    vi.advanceTimersByTime(400);
    const [id = ""] = sent();
    expect(sent()).toEqual([id, id]);
    model.answer({ id, part: 0, parts: 2, sizes: [2], result: "found" }, new Uint8Array([1]));
    vi.advanceTimersByTime(60_000);
    expect(sent()).toEqual([id, id]);
    model.answer({ id, part: 1, parts: 2 }, new Uint8Array([2]));
    expect((await reply).result).toBe("found");
    const left = channel.ask("rows", ROWS, abort.signal);
    abort.abort(new DOMException("left", "AbortError"));
    await expect(left).rejects.toThrow("left");
    vi.advanceTimersByTime(60_000);
    expect(sent().length).toBe(3);
    void channel.ask("rows", ROWS);
    vi.advanceTimersByTime(60_000);
    expect(sent().length).toBe(3 + 4);
  } finally {
    vi.useRealTimers();
  }
});
