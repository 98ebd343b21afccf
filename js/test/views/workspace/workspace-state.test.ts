import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { expect, test } from "vitest";
import { WatchedChannel } from "../../../src/activity";
import { EMPTY_QUERY } from "../../../src/query-edit";
import { TableState } from "../../../src/views/table-state";
import { WorkspaceState } from "../../../src/views/workspace/workspace-state";
import type { Ask } from "../../../src/wire";
import { FakeModel } from "../../fake-model";
import { LAYOUT, OVERLAYS } from "../../traits";

type Question = Extract<Ask, { kind: "ask" }>;

const TRAITS = {
  query: EMPTY_QUERY,
  overlays: OVERLAYS,
  view_layout: LAYOUT,
  selected: "",
  page_size: 25,
  height_px: 560,
  theme: "auto",
  tab: "charts",
  charts: {},
  best_by: { key: "", goal: "minimize" },
  axes: [],
  shown_runs: {},
  shown_groups: {},
  pinned_runs: [],
};
const INFO = { title: "runs", subtitle: "", row_count: 3, edition: 0, columns: [] };
const NAMES = ["a", "b", "c"];
const RUNS = NAMES.map((id) => ({ id, name: id, state: "finished" }));

const rowsOf = (ids: number[]) =>
  tableToIPC(tableFromArrays({ __row: ids }), { format: "stream" }) ?? new Uint8Array(0);

async function open() {
  const gone = new AbortController();
  const model = new FakeModel({ ...TRAITS });
  const table = new TableState(model, new WatchedChannel(model, gone.signal), gone.signal);
  const state = new WorkspaceState(model, table);
  const asked = (method: string) =>
    (model.asked as Question[]).filter((question) => question.method === method);
  const answer = async (question: Question | undefined, result: unknown, bytes?: Uint8Array) => {
    const sizes = bytes ? [bytes.length] : [];
    model.answer({ id: question?.id ?? "", part: 0, parts: 1, sizes, result } as never, bytes);
    await new Promise((resolve) => setTimeout(resolve));
  };
  await answer(asked("open")[0], { info: INFO, matched: 3, error: null, warnings: [] }, rowsOf([0, 1, 2]));
  await answer(asked("workspace")[0], { runs: RUNS, columns: {}, goals: {} });
  await answer(asked("row_order").at(-1), {}, new Uint8Array(new Float64Array([0, 1, 2]).buffer));
  return { model, state, asked, answer, close: () => gone.abort() };
}

test("the rows of pinned runs are those of the newest question, in whatever order answers come", async () => {
  const { state, asked, answer, close } = await open();
  state.pin("a");
  state.pin("b");
  const [one, two] = asked("ticked");
  expect([one?.params, two?.params]).toMatchObject([{ rows: [0] }, { rows: [0, 1] }]);
  await answer(two, {}, rowsOf([0, 1]));
  await answer(one, {}, rowsOf([0]));
  expect([...state.pinnedRows.value.keys()]).toEqual([0, 1]);
  state.pin("c");
  state.pinned.value = [];
  await answer(asked("ticked").at(-1), {}, rowsOf([0, 1, 2]));
  expect(state.pinnedRows.value.size).toBe(0);
  close();
});

test("metrics are listed though runs log while they are read, and are read once more then", async () => {
  const { model, state, asked, answer, close } = await open();
  const log = () => model.say({ kind: "event", name: "history", runs: ["a"] });
  log();
  log();
  expect(asked("metrics")).toHaveLength(1);
  const metric = { key: "loss", runs: 3, x: "_step", kind: "number" };
  await answer(asked("metrics")[0], { metrics: [metric], total: 3, read: 3 });
  expect(state.metrics.all.value.map(({ key }) => key)).toEqual(["loss"]);
  expect(asked("metrics")).toHaveLength(2);
  await answer(asked("metrics")[1], { metrics: [metric, { ...metric, key: "acc" }], total: 3, read: 3 });
  expect(state.metrics.all.value.map(({ key }) => key).sort()).toEqual(["acc", "loss"]);
  expect(asked("metrics")).toHaveLength(2);
  close();
});
