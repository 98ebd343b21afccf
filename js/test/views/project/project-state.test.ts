import { afterEach, expect, test } from "vitest";
import { WatchedChannel } from "../../../src/activity";
import { ProjectState } from "../../../src/views/project/project-state";
import type { Ask } from "../../../src/wire";
import { FakeModel } from "../../fake-model";

type Question = Extract<Ask, { kind: "ask" }>;

const TRAITS = {
  opened: { kind: "none", name: "", version: null, id: "" },
  tab: "overview",
  find: "",
  compared: [],
  theme: "auto",
  project: "p",
};
const ARTIFACT = { name: "data", newest: [{ version: 9 }], version_count: 10 };
const LISTING = {
  project: "p",
  types: [{ type: "dataset", artifacts: [ARTIFACT, { ...ARTIFACT, name: "net" }] }],
  run_count: 90,
  runs: [{ id: "run-0" }, { id: "run-1" }],
  views: [],
};

let gone = new AbortController();
afterEach(() => gone.abort(new DOMException("closed", "AbortError")));

function open() {
  gone = new AbortController();
  const model = new FakeModel({ ...TRAITS });
  const state = new ProjectState(model, new WatchedChannel(model, gone.signal), gone.signal);
  const asked = (method: string) =>
    (model.asked as Question[]).filter((question) => question.method === method);
  const answer = async (question: Question | undefined, result: unknown) => {
    model.answer({ id: question?.id ?? "", part: 0, parts: 1, sizes: [], result } as never);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { state, asked, answer };
}

const VERSIONS = { artifact: ARTIFACT, versions: [{ version: 9 }, { version: 2 }], deleted: [] };

test("older versions that were asked for during a look stay", async () => {
  const { state, asked, answer } = open();
  await answer(asked("project_open")[0], LISTING);
  void state.showOlder("data");
  await answer(asked("project_versions")[0], VERSIONS);
  void state.load();
  await answer(asked("project_open")[1], LISTING);
  // The look reads the versions of "data" again; meanwhile those of "net" are unfolded.
  void state.showOlder("net");
  await answer(asked("project_versions")[2], VERSIONS);
  expect(state.versionsOf("net")).toEqual([9, 2]);
  await answer(asked("project_versions")[1], VERSIONS);
  for (const question of asked("project_versions").slice(3)) await answer(question, VERSIONS);
  expect(state.edition.value).toBe(2);
  expect(state.versionsOf("data")).toEqual([9, 2]);
  expect(state.versionsOf("net")).toEqual([9, 2]);
});

test("runs that are asked for while others come are none of them twice", async () => {
  const { state, asked, answer } = open();
  await answer(asked("project_open")[0], LISTING);
  void state.showMoreRuns();
  void state.load();
  await answer(asked("project_open")[1], {
    ...LISTING,
    run_count: 91,
    runs: [{ id: "new" }, { id: "run-0" }],
  });
  await answer(asked("project_runs")[0], { runs: [{ id: "run-1" }, { id: "run-2" }], count: 91 });
  await answer(asked("project_runs")[1], { runs: [{ id: "run-1" }, { id: "run-2" }], count: 91 });
  state.fold("runs", true);
  const shown = JSON.stringify(state.lines.value).match(/"id":"[^"]+"/g) ?? [];
  expect(new Set(shown).size).toBe(shown.length);
  expect(asked("project_runs")).toHaveLength(2);
});

test("a change is done once what there is now is shown, though a look was on its way", async () => {
  const { state, asked, answer } = open();
  await answer(asked("project_open")[0], LISTING);
  void state.load();
  let isDone = false;
  void state.edit({ what: "alias", name: "data", version: 9, alias: "best" }).then(() => {
    isDone = true;
  });
  await answer(asked("project_edit")[0], {});
  expect(isDone).toBe(false);
  await answer(asked("project_open")[1], LISTING);
  expect(isDone).toBe(false);
  await answer(asked("project_open")[2], LISTING);
  expect(isDone).toBe(true);
});
