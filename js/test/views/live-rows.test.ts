import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WatchedChannel } from "../../src/activity";
import { registerPanel } from "../../src/panels/registry";
import { addClause, EMPTY_QUERY, sortBy } from "../../src/query-edit";
import { LiveRows } from "../../src/views/live-rows";
import { TableState } from "../../src/views/table-state";
import { FakeModel } from "../fake-model";
import { LAYOUT } from "../traits";

const INFO = {
  title: "log",
  subtitle: "",
  row_count: 100,
  edition: 0,
  columns: [{ name: "n", kind: "number", type: "number", integer: true, layers: [] }],
};
const NARROW = { ...LAYOUT, widths: { n: 80 } };

registerPanel({
  name: "plain",
  label: "Plain",
  icon: "text",
  align: "end",
  accepts: () => true,
  width: () => 80,
  Cell: () => null,
});

let gone = new AbortController();
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  gone.abort(new DOMException("closed", "AbortError"));
  vi.useRealTimers();
});

interface Asked {
  id: string;
  method: string;
  params: Record<string, unknown>;
}

async function open(query = EMPTY_QUERY) {
  gone = new AbortController();
  const model = new FakeModel({ query, overlays: {}, view_layout: NARROW, selected: "" });
  const state = new TableState(model, new WatchedChannel(model, gone.signal), gone.signal);
  new LiveRows(state);
  const asked = (method: string) =>
    (model.asked as unknown as Asked[]).filter((ask) => ask.method === method);
  const answer = async (method: string, ids: number[], about: object = {}) => {
    const bytes =
      tableToIPC(tableFromArrays({ __row: ids, n: ids }), { format: "stream" }) ?? new Uint8Array(0);
    const result = {
      info: INFO,
      matched: 100,
      error: null,
      warnings: [],
      start: 0,
      anchor_at: null,
      ...about,
    };
    const { id } = asked(method).at(-1) as Asked;
    model.answer({ id, part: 0, parts: 1, sizes: [bytes.length], result }, bytes);
    await vi.advanceTimersByTimeAsync(5);
  };
  const grow = async () => {
    model.say({ kind: "event", name: "rows", row_count: 120 });
    await vi.advanceTimersByTimeAsync(5);
  };
  await answer("open", ids(0, 40));
  return { model, state, asked, answer, grow };
}

const ids = (start: number, count: number) => Array.from({ length: count }, (_, at) => start + at);
const MORE = { info: { ...INFO, row_count: 120 }, matched: 120 };

test("rows that came below are counted, and those that are here are not asked for again", async () => {
  const { state, asked, answer, grow } = await open();
  await grow();
  expect(asked("refresh").map(({ params }) => params.anchor)).toEqual([null]);
  const first = state.rows.get(3);
  const version = state.rows.version.peek();
  await answer("refresh", ids(0, 40), MORE);
  expect(state.rows.matched.peek()).toBe(120);
  expect(state.info.peek()?.row_count).toBe(120);
  expect(state.rows.version.peek()).toBe(version);
  expect(state.rows.get(3)?.id).toBe(first?.id);
});

test("the next look waits, and longer after one that took long", async () => {
  const { asked, answer, grow } = await open();
  await grow();
  await vi.advanceTimersByTimeAsync(500);
  await answer("refresh", ids(0, 40), MORE);
  await grow();
  await vi.advanceTimersByTimeAsync(1500);
  expect(asked("refresh").length).toBe(1);
  await vi.advanceTimersByTimeAsync(600);
  expect(asked("refresh").length).toBe(2);
});

test("the row that is read keeps its place when the order puts others above it", async () => {
  const { state, asked, answer, grow } = await open(sortBy(EMPTY_QUERY, "n", true, false));
  state.grid.height.value = 280;
  state.grid.setTop(28 * 20);
  await grow();
  expect(asked("refresh")[0]?.params).toMatchObject({ start: 0, anchor: { row: 20, below: 20 } });
  await answer("refresh", ids(0, 80), { ...MORE, anchor_at: 40 });
  expect(state.grid.top.peek()).toBe(28 * 40);
});

test("at the top of a sorted table new rows come in sight", async () => {
  const { asked, grow } = await open(sortBy(EMPTY_QUERY, "n", true, false));
  await grow();
  expect(asked("refresh")[0]?.params.anchor).toBeNull();
});

test("an answer to a query that was left is dropped, and asked for again", async () => {
  const { state, asked, answer, grow } = await open();
  await grow();
  state.edit((query) => addClause(query, "n > 5"));
  await answer("refresh", ids(0, 40), MORE);
  expect(state.rows.matched.peek()).toBe(100);
  await answer("open", ids(6, 40), { matched: 94 });
  await vi.advanceTimersByTimeAsync(300);
  expect(asked("refresh").length).toBe(2);
  expect(asked("refresh")[1]?.params.query).toMatchObject({ filters: [{ text: "n > 5" }] });
});

test("a kernel that does not answer is said to be busy", async () => {
  const { state, answer, grow } = await open();
  await grow();
  await vi.advanceTimersByTimeAsync(1000);
  expect(state.channel.isSlow.peek()).toBe(false);
  await vi.advanceTimersByTimeAsync(2500);
  expect(state.channel.isBusy.peek()).toBe(true);
  await answer("refresh", ids(0, 40), MORE);
  expect(state.channel.isBusy.peek()).toBe(false);
});
