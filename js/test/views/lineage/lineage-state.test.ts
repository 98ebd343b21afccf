import { expect, test, vi } from "vitest";
import { WatchedChannel } from "../../../src/activity";
import { freshLineageOptions, LineageState } from "../../../src/views/lineage/lineage-state";
import type { Ask } from "../../../src/wire";
import { FakeModel } from "../../fake-model";

// What lays out is written for a worker, which hears and is heard.
vi.hoisted(() => {
  globalThis.addEventListener ??= () => {};
  globalThis.postMessage ??= () => {};
});

test("an answer that knows nothing of a group that was opened meanwhile is dropped", async () => {
  const model = new FakeModel({});
  const gone = new AbortController();
  const state = new LineageState(new WatchedChannel(model, gone.signal), gone.signal, freshLineageOptions());
  const answer = async (id: string) => {
    const result = { nodes: [], edges: [], node_count: 0, group_count: 0, unlinked_count: 0, project: "p" };
    model.answer({ id, part: 0, parts: 1, sizes: [], result } as never);
    await new Promise((resolve) => setTimeout(resolve));
  };
  void state.load(null);
  state.openGroup("runs:p/train");
  const [before] = model.asked as Extract<Ask, { kind: "ask" }>[];
  await answer(before?.id ?? "");
  expect(state.answer.value).toBe(null);
  void state.load(null);
  const after = model.asked.at(-1) as Extract<Ask, { kind: "ask" }>;
  expect(after.params).toMatchObject({ open_groups: ["runs:p/train"] });
  await answer(after.id);
  expect(state.answer.value).not.toBe(null);
  gone.abort();
});
