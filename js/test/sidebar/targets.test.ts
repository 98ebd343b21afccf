import { describe, expect, it } from "vitest";
import { codeOf, storeFrom, targetTitle } from "../../src/sidebar/targets";

describe("the path of a store", () => {
  it.each([
    ["", "dsviz", "dsviz"],
    ["work", "work/dsviz", "dsviz"],
    ["work/a", "work/dsviz", "../dsviz"],
    ["a/b", "c/dsviz", "../../c/dsviz"],
    ["", ".", "."],
    ["a", ".", ".."],
    ["workshop", "work/dsviz", "../work/dsviz"],
    ["work/dsviz", "work/dsviz", "."],
  ])("from %j to %j is %j", (folder, store, path) => {
    expect(storeFrom(folder, store)).toBe(path);
  });
});

describe("the code of a cell", () => {
  const last = (target: Parameters<typeof codeOf>[0]) => codeOf(target, "p", "dsviz").split("\n\n")[1];

  it("opens a version, an artifact, a run, a project", () => {
    expect(last({ kind: "version", name: "scenes", version: 2 })).toBe(
      'dsviz_widget.Api("dsviz").artifact("p/scenes:v2").view()',
    );
    expect(last({ kind: "artifact", name: "scenes" })).toBe(
      'dsviz_widget.Api("dsviz").artifact("p/scenes").view()',
    );
    expect(last({ kind: "run", id: "a1", name: "train" })).toBe(
      'dsviz_widget.Api("dsviz").run("p/a1").view()',
    );
    expect(last({ kind: "project" })).toBe('dsviz_widget.Api("dsviz").project("p").view()');
  });

  it("compares runs, and versions line by line", () => {
    expect(last({ kind: "runs", ids: ["a1", "b2"] })).toBe(
      'dsviz_widget.Api("dsviz").runs("p", filters={"name": {"$in": ["a1", "b2"]}}).view()',
    );
    const versions = [
      { name: "scenes", version: 0 },
      { name: "scenes", version: 1 },
    ];
    expect(last({ kind: "versions", versions })).toBe(
      `api = dsviz_widget.Api("dsviz")
dsviz_widget.compare(
    api.artifact("p/scenes:v0"),
    api.artifact("p/scenes:v1"),
)`,
    );
  });

  it("writes no text as code", () => {
    expect(last({ kind: "view", name: 'a"); import os; ("\n' })).toContain(
      String.raw`"name": "a\"); import os; (\"\n"`,
    );
  });

  it("names the tab", () => {
    expect(targetTitle({ kind: "version", name: "scenes", version: 2 }, "p")).toBe("scenes:v2");
    expect(targetTitle({ kind: "project" }, "p")).toBe("p");
    expect(targetTitle({ kind: "runs", ids: ["a", "b"] }, "p")).toBe("2 runs of p");
  });
});
