import { expect, test } from "vitest";
import { WatchedChannel } from "../../../src/activity";
import { RunState } from "../../../src/views/run/run-state";
import type { Ask } from "../../../src/wire";
import { FakeModel } from "../../fake-model";

test("an older answer that comes after a newer one does not set a run back", async () => {
  const model = new FakeModel({});
  const gone = new AbortController();
  const state = new RunState(new WatchedChannel(model, gone.signal), gone.signal, "run-0");
  const answer = async (at: number, state: string, row_count: number) => {
    const { id } = model.asked[at] as Extract<Ask, { kind: "ask" }>;
    const info = { id: "run-0", state, row_count, keys: [], system: [], metrics: {} };
    model.answer({ id, part: 0, parts: 1, sizes: [], result: { runs: [info] } } as never);
    await new Promise((resolve) => setTimeout(resolve));
  };
  void state.load();
  await answer(1, "finished", 20);
  await answer(0, "running", 10);
  expect(state.info.value).toMatchObject({ state: "finished", row_count: 20 });
  gone.abort();
});
