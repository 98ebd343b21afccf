import { effect, signal, untracked } from "@preact/signals";
import { expect, test } from "vitest";
import { addClause, changeClause, EMPTY_QUERY } from "../../src/query-edit";
import { History } from "../../src/views/history";
import { LAYOUT, OVERLAYS } from "../traits";

function view() {
  const parts = { query: signal(EMPTY_QUERY), overlays: signal(OVERLAYS), layout: signal(LAYOUT) };
  const history = new History(parts);
  history.watch();
  return { ...parts, history };
}

test("what is laid out and drawn is undone like the query", () => {
  const { query, overlays, layout, history } = view();
  query.value = addClause(query.value, "a > 1");
  layout.value = { ...layout.value, mode: "gallery" };
  overlays.value = { ...overlays.value, labels: false };

  history.undo();
  expect([overlays.value.labels, layout.value.mode]).toEqual([true, "gallery"]);
  history.undo();
  expect([layout.value.mode, query.value.filters.length]).toEqual(["grid", 1]);
  history.undo();
  expect(query.value.filters).toEqual([]);
  expect(history.past.value).toEqual([]);

  history.redo();
  history.redo();
  history.redo();
  expect([query.value.filters.length, layout.value.mode, overlays.value.labels]).toEqual([
    1,
    "gallery",
    false,
  ]);
  expect(history.future.value).toEqual([]);
});

test("a drag of a slider is one step", () => {
  const { overlays, history } = view();
  for (let step = 1; step <= 10; step += 1) {
    overlays.value = { ...overlays.value, opacity: { truth: step / 10 } };
  }
  expect(history.past.value.length).toBe(1);
  history.undo();
  expect(overlays.value.opacity).toEqual({});
});

test("two clauses are two steps, however fast they come", () => {
  const { query, history } = view();
  query.value = addClause(query.value, "a > 1");
  query.value = addClause(query.value, "b > 1");
  history.undo();
  expect(query.value.filters.map(({ text }) => text)).toEqual(["a > 1"]);
});

test("a change after an undo is the end of what was undone", () => {
  const { query, history } = view();
  query.value = addClause(query.value, "a > 1");
  history.undo();
  query.value = addClause(query.value, "b > 1");
  expect(history.future.value).toEqual([]);
});

test("what is there and back at once leaves nothing to undo", () => {
  const { query, overlays, history } = view();
  query.value = addClause(query.value, "a > 1");
  overlays.value = { ...overlays.value, hidden_classes: ["car"] };
  overlays.value = { ...overlays.value, hidden_classes: [] };
  overlays.value = { ...overlays.value, hidden_classes: ["road"] };

  history.undo();
  expect(overlays.value.hidden_classes).toEqual([]);
  history.undo();
  expect(query.value.filters).toEqual([]);
  expect(history.past.value).toEqual([]);
});

test("what Python says back in other words is no step", () => {
  const { query, layout, history } = view();
  query.value = addClause(query.value, "a > 1");
  const { limit: _, version, ...rest } = query.value;
  query.value = { ...rest, version } as typeof query.value;
  expect(history.past.value.length).toBe(1);
  layout.value = { ...layout.value, pinned: [] };
  expect(history.past.value.length).toBe(2);
});

test("moving the ends of one range is one step, and another clause is another", () => {
  const { query, history } = view();
  query.value = addClause(addClause(query.value, "0 <= a <= 1"), "b > 1");
  for (const end of [2, 3, 4]) query.value = changeClause(query.value, 0, { text: `0 <= a <= ${end}` });
  query.value = changeClause(query.value, 1, { text: "b > 2" });
  history.undo();
  expect(query.value.filters.map(({ text }) => text)).toEqual(["0 <= a <= 4", "b > 1"]);
  history.undo();
  expect(query.value.filters.map(({ text }) => text)).toEqual(["0 <= a <= 1", "b > 1"]);
});

test("what follows from something else is no step, and holds in every state", () => {
  const { query, overlays, history } = view();
  history.changeAll("overlays", (drawn) => ({ ...drawn, labels: false }));
  expect([overlays.value.labels, history.past.value.length]).toEqual([false, 0]);

  query.value = addClause(query.value, "a > 1");
  history.changeAll("overlays", (drawn) => ({ ...drawn, scores: { model: { score: [0.4, null] } } }));
  expect(history.past.value.length).toBe(1);
  history.undo();
  expect([query.value.filters.length, overlays.value.labels]).toEqual([0, false]);
  expect(overlays.value.scores).toEqual({ model: { score: [0.4, null] } });
  history.redo();
  expect([query.value.filters.length, history.future.value.length]).toEqual([1, 0]);
});

test("what follows from a change that is a step leaves it one", () => {
  const { query, overlays, history } = view();
  const stop = effect(() => {
    const count = query.value.filters.length;
    untracked(() => history.changeAll("overlays", (drawn) => ({ ...drawn, opacity: { truth: count / 10 } })));
  });
  query.value = addClause(query.value, "a > 1");
  expect([overlays.value.opacity, history.past.value.length]).toEqual([{ truth: 0.1 }, 1]);
  history.undo();
  expect([query.value.filters, history.past.value.length]).toEqual([[], 0]);
  stop();
});
