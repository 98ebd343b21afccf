import { describe, expect, it } from "vitest";
import { diffCounts, diffLines, folded } from "../../../src/views/project/line-diff";

const text = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");
const said = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, before, after, text }) => [kind, before, after, text]);

describe("diffLines", () => {
  it("numbers the lines of both texts, what went before what came", () => {
    expect(said(text("a", "b", "c"), text("a", "x", "c", "d"))).toEqual([
      ["same", 1, 1, "a"],
      ["gone", 2, null, "b"],
      ["new", null, 2, "x"],
      ["same", 3, 3, "c"],
      ["new", null, 4, "d"],
    ]);
  });

  it("tells which words differ where as many lines came as went", () => {
    const [gone, fresh] = diffLines("lr: 1", "lr: 2");
    expect(gone?.words).toEqual([
      { kind: "same", text: "lr: " },
      { kind: "gone", text: "1" },
    ]);
    expect(fresh?.words).toEqual([
      { kind: "same", text: "lr: " },
      { kind: "new", text: "2" },
    ]);
    expect(diffLines("a", "b\nc").every(({ words }) => words === null)).toBe(true);
  });

  it("takes ends of lines and empty texts for what they are", () => {
    expect(said("a\r\nb", "a\nb\n").every(([kind]) => kind === "same")).toBe(true);
    expect(said("", "a\n")).toEqual([["new", null, 1, "a"]]);
    expect(said("", "")).toEqual([]);
    expect(diffCounts(diffLines("a\nb", "b\nc\nd"))).toEqual({ fresh: 2, gone: 1 });
  });
});

describe("folded", () => {
  const long = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  const lines = diffLines(text(...long), text(...long.with(10, "other")));

  it("keeps three lines around a change, and folds the rest", () => {
    const kinds = folded(lines, new Set()).map((line) => (line.kind === "fold" ? line.count : line.kind));
    const near = ["same", "same", "same"];
    expect(kinds).toEqual([7, ...near, "gone", "new", ...near, 6]);
  });

  it("unfolds what was asked for", () => {
    expect(folded(lines, new Set([0])).filter(({ kind }) => kind === "fold")).toEqual([
      { kind: "fold", at: 15, count: 6 },
    ]);
    expect(folded(diffLines("a\nb", "a\nb"), new Set())).toEqual([{ kind: "fold", at: 0, count: 2 }]);
  });
});
