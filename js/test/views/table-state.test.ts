import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { afterEach, expect, test } from "vitest";
import { WatchedChannel } from "../../src/activity";
import { addClause, EMPTY_QUERY, sortBy } from "../../src/query-edit";
import { TableState } from "../../src/views/table-state";
import type { Failure } from "../../src/wire";
import { FakeModel } from "../fake-model";
import { LAYOUT, OVERLAYS } from "../traits";

const INFO = {
  title: "predictions",
  subtitle: "",
  row_count: 3,
  columns: [
    { name: "id", kind: "text", integer: false, layers: [] },
    { name: "accuracy", kind: "number", integer: false, layers: [] },
  ],
};

const TRAITS = {
  query: EMPTY_QUERY,
  overlays: OVERLAYS,
  view_layout: LAYOUT,
  selected: "",
  page_size: 25,
  height_px: 560,
  theme: "auto",
};

let gone = new AbortController();
afterEach(() => gone.abort(new DOMException("closed", "AbortError")));

function open(traits: Record<string, unknown> = {}) {
  gone = new AbortController();
  const model = new FakeModel({ ...TRAITS, ...traits });
  const state = new TableState(model, new WatchedChannel(model, gone.signal), gone.signal);
  return { model, state };
}

type OpenAsk = { id: string; method: string; params: { query: typeof EMPTY_QUERY } };
const opens = (model: FakeModel) => (model.asked as OpenAsk[]).filter(({ method }) => method === "open");

/** Answer the newest `open` with some row ids. */
async function answer(model: FakeModel, ids: number[], error: Failure | null = null) {
  const ask = opens(model).at(-1);
  const table = tableFromArrays({
    __row: ids,
    id: ids.map((id) => `row ${id}`),
    accuracy: ids.map((id) => id / 10),
  });
  const bytes = tableToIPC(table, { format: "stream" }) ?? new Uint8Array(0);
  const result = { info: INFO, matched: ids.length, error, warnings: [] };
  model.answer({ id: ask?.id ?? "", part: 0, parts: 1, sizes: [bytes.length], result }, bytes);
  await new Promise((resolve) => setTimeout(resolve));
}

const refused: Failure = {
  kind: "name",
  message: "There is no column 'acuracy'.",
  start: 0,
  end: 7,
  hint: "Did you mean 'accuracy'?",
  replacement: "accuracy",
  clause: 0,
};

test("one question brings the table and its first rows", async () => {
  const { model, state } = open();
  expect(opens(model).length).toBe(1);
  await answer(model, [0, 1, 2]);
  expect(state.info.value?.title).toBe("predictions");
  expect(state.rows.get(1)?.cell("id")).toBe("row 1");
  expect(state.isLoading.value).toBe(false);
});

test("an edit goes to Python as the trait, and its rows replace the old when they are here", async () => {
  const { model, state } = open();
  await answer(model, [0, 1, 2]);
  state.edit((query) => addClause(query, "accuracy > 0.1"));
  expect(model.saved).toEqual(["query"]);
  expect(state.rows.matched.value).toBe(3);
  await answer(model, [2]);
  expect(state.rows.matched.value).toBe(1);
  expect(state.rows.rowId(0)).toBe(2);
});

test("the newest question wins, and the overtaken one is cancelled", async () => {
  const { model, state } = open();
  await answer(model, [0, 1, 2]);
  state.edit((query) => addClause(query, "accuracy > 0.1"));
  const overtaken = opens(model).at(-1);
  state.edit((query) => sortBy(query, "id", true));
  expect(model.sent).toContainEqual({ kind: "cancel", id: overtaken?.id });
  await answer(model, [2, 1]);
  expect(state.rows.rowId(0)).toBe(2);
});

test("a query set in Python moves the screen, without telling Python again", async () => {
  const { model, state } = open();
  await answer(model, [0, 1, 2]);
  model.change("query", addClause(EMPTY_QUERY, "accuracy > 0.1"));
  expect(opens(model).length).toBe(2);
  expect(model.saved).toEqual([]);
  await answer(model, [1]);
  expect(state.rows.rowId(0)).toBe(1);
});

test("a clause that cannot be read is marked, and the last good rows stay", async () => {
  const { model, state } = open();
  await answer(model, [0, 1, 2]);
  state.edit((query) => addClause(query, "acuracy > 0.1"));
  await answer(model, [], refused);
  expect(state.failure.value?.clause).toBe(0);
  expect(state.rows.matched.value).toBe(3);
  expect(state.shown.value.filters).toEqual([]);
  state.history.undo();
  await answer(model, [0, 1, 2]);
  expect(state.failure.value).toBeNull();
});

test("a first query that cannot be read shows the rows as the table has them", async () => {
  const { model, state } = open({ query: addClause({ ...EMPTY_QUERY, group_by: ["id"] }, "acuracy > 0.1") });
  await answer(model, [0, 1, 2], refused);
  expect(state.rows.matched.value).toBe(3);
  expect(state.isGrouped).toBe(false);
});

test("undo and redo walk through what the hand and Python did", async () => {
  const { model, state } = open();
  await answer(model, [0, 1, 2]);
  state.edit((query) => addClause(query, "a"));
  model.change("query", addClause(state.query.value, "b"));
  const texts = () => state.query.value.filters.map(({ text }) => text).join();
  state.history.undo();
  expect(texts()).toBe("a");
  state.history.undo();
  expect(texts()).toBe("");
  state.history.undo();
  state.history.redo();
  state.history.redo();
  expect(texts()).toBe("a,b");
  state.history.undo();
  state.edit((query) => addClause(query, "c"));
  expect(state.history.future.value).toEqual([]);
});

test("switching a clause that is off asks nothing", async () => {
  const { model, state } = open({
    query: { ...EMPTY_QUERY, filters: [{ text: "a", on: false, negated: false }] },
  });
  await answer(model, [0, 1, 2]);
  state.edit((query) => ({ ...query, filters: [], panels: { accuracy: "bar" } }));
  expect(opens(model).length).toBe(1);
});

test("figures of a head are asked for once per set of rows", async () => {
  const { model, state } = open();
  await answer(model, [0, 1, 2]);
  const summaries = () => (model.asked as OpenAsk[]).filter(({ method }) => method === "summary").length;
  state.wantSummaries(["accuracy"]);
  state.wantSummaries(["accuracy"]);
  expect(summaries()).toBe(1);
  state.edit((query) => sortBy(query, "id", true));
  await answer(model, [2, 1, 0]);
  state.wantSummaries(["accuracy"]);
  expect(summaries()).toBe(1);
  state.edit((query) => addClause(query, "accuracy > 0.1"));
  await answer(model, [2]);
  state.wantSummaries(["accuracy"]);
  expect(summaries()).toBe(2);
});

test("a closed view leaves no listener behind", async () => {
  const { model } = open();
  gone.abort(new DOMException("closed", "AbortError"));
  expect(model.listenerCount).toBe(0);
});
