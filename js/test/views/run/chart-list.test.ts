import { describe, expect, it } from "vitest";
import type { KeyInfo } from "../../../src/runs/wire";
import { chartGroups, findCharts, packGroups, splitKey } from "../../../src/views/run/chart-list";

const key = (name: string, kind = "number"): KeyInfo => ({
  key: name,
  kind,
  count: 1,
  first_step: 0,
  last_step: 0,
  last: 1,
});
const names = (groups: ReturnType<typeof chartGroups>) =>
  groups.map((group) => [group.name, ...group.charts.map(({ name }) => name)]);

describe("charts of what was logged", () => {
  it("stand in groups by what is before the last slash", () => {
    expect(splitKey("a/b/c")).toEqual(["a/b", "c"]);
    expect(splitKey("loss")).toEqual(["", "loss"]);
    expect(splitKey("/x")).toEqual(["", "/x"]);
    const groups = chartGroups(
      [key("train/loss"), key("lr"), key("train/acc"), key("name", "string")],
      [],
      {},
    );
    expect(names(groups)).toEqual([
      ["train", "loss", "acc"],
      ["", "lr"],
    ]);
  });

  it("take the lowest and the highest into the mean", () => {
    const keys = ["e/mean_r", "e/min_r", "e/max_r", "e/min_other", "r.mean", "r.min", "r.max"].map((name) =>
      key(name),
    );
    const groups = chartGroups(keys, [], {});
    expect(names(groups)).toEqual([
      ["e", "mean_r", "min_other"],
      ["", "r.mean"],
    ]);
    expect(groups[0]?.charts[0]?.band).toEqual({ low: "e/min_r", high: "e/max_r" });
    expect(groups[0]?.metricCount).toBe(4);
  });

  it("leave out what is hidden, and say which of two kinds a key is", () => {
    const hidden = { "a/x": { hidden: true, goal: null, step_metric: null } };
    expect(names(chartGroups([key("a/x"), key("a/y"), key("a/y", "bool")], [], hidden))).toEqual([
      ["a", "y (number)", "y (bool)"],
    ]);
  });

  it("are found by a part of their name, the machine's own last", () => {
    const groups = chartGroups([key("train/loss"), key("val/loss"), key("val/acc")], [key("system.cpu")], {});
    expect(names(findCharts(groups, " LOSS "))).toEqual([
      ["train", "loss"],
      ["val", "loss"],
    ]);
    expect(names(groups).at(-1)).toEqual(["system", "cpu"]);
    expect(findCharts(groups, "none")).toEqual([]);
  });

  it("share a row where small groups fit", () => {
    const groups = chartGroups(
      ["a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "c/1", "d/1"].map((name) => key(name)),
      [],
      {},
    );
    const rows = packGroups(groups, 3, () => true);
    expect(rows.map((row) => row.map(({ group, span }) => `${group.name}${span}`))).toEqual([
      ["a3"],
      ["b2", "c1"],
      ["d1"],
    ]);
  });
});
