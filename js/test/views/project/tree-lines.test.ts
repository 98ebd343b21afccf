import { expect, test } from "vitest";
import type {
  ArtifactRow,
  ProjectFound,
  ProjectListing,
  RunRow,
  VersionRow,
} from "../../../src/project/wire";
import { outerLine, outerLines, standIn, treeLines } from "../../../src/views/project/tree-lines";

const version = (number: number): VersionRow => ({
  version: number,
  aliases: [],
  tags: [],
  size: 10,
  files: 1,
  digest: "",
  new_bytes: 10,
  rows: 4,
  created_at: "2026-01-01T00:00:00Z",
  run: null,
  description: null,
  problem: null,
});
const artifact = (name: string, count: number, newest: number[]): ArtifactRow => ({
  name,
  type: "dataset",
  description: null,
  version_count: count,
  size: 10,
  newest: newest.map(version),
  problem: null,
});
const run = (id: string): RunRow => ({
  id,
  name: id,
  state: "finished",
  group: null,
  job_type: null,
  tags: [],
  created_at: "2026-01-01T00:00:00Z",
  duration_s: 1,
  steps: 1,
  note: null,
  crashed_at: null,
  exit_code: null,
  problem: null,
});
const listing: ProjectListing = {
  project: "p",
  store: "/s",
  store_short: "/s",
  projects: ["p"],
  types: [
    { type: "dataset", artifacts: [artifact("alone", 5, [4, 3, 2])] },
    { type: "model", artifacts: [artifact("a", 1, [0]), artifact("b", 1, [0])] },
  ],
  artifact_count: 3,
  version_count: 7,
  run_count: 3,
  runs: [run("r1"), run("r2")],
  views: [],
  problems: [],
  is_writable: true,
  edition: "1",
  filling: false,
};
const parts = { listing, found: null, folds: new Map<string, boolean>(), all: new Map(), runs: listing.runs };
const keys = (lines: { key: string }[]) => lines.map(({ key }) => key);

test("an artifact that is alone in its type shows its newest versions, and how many are older", () => {
  expect(keys(treeLines(parts))).toEqual([
    "type dataset",
    "artifact alone",
    "version alone:v4",
    "version alone:v3",
    "version alone:v2",
    "older alone",
    "type model",
    "artifact a",
    "artifact b",
    "runs",
  ]);
});

test("what was folded by hand stays so, and open runs say how many more there are", () => {
  const folds = new Map([
    ["type dataset", false],
    ["artifact b", true],
    ["runs", true],
  ]);
  const lines = treeLines({ ...parts, folds });
  expect(keys(lines)).toEqual([
    "type dataset",
    "type model",
    "artifact a",
    "artifact b",
    "version b:v0",
    "runs",
    "run r1",
    "run r2",
    "more-runs",
  ]);
  expect(outerLine(lines, 4)).toBe(3);
  expect(outerLine(lines, 0)).toBe(-1);
});

test("a line says what it is inside of, the outermost first", () => {
  const lines = treeLines({ ...parts, folds: new Map([["artifact b", true]]) });
  const at = lines.findIndex(({ key }) => key === "version b:v0");
  expect(keys(outerLines(lines, at))).toEqual(["type model", "artifact b"]);
  expect(outerLines(lines, 0)).toEqual([]);
  expect(outerLines(lines, -1)).toEqual([]);
});

test("where a line goes, the keys stay beside it", () => {
  const before = treeLines({ ...parts, folds: new Map([["runs", true]]) });
  const without = (...gone: string[]) => before.filter(({ key }) => !gone.includes(key));
  expect(standIn(before, before, "run r1")).toBe("run r1");
  expect(standIn(before, without("run r1"), "run r1")).toBe("run r2");
  expect(standIn(before, without("run r2"), "run r2")).toBe("more-runs");
  expect(standIn(before, without("run r1", "run r2", "more-runs"), "run r2")).toBe("runs");
  expect(standIn(before, without("version alone:v2"), "version alone:v2")).toBe("older alone");
  expect(standIn(before, without("artifact b"), "artifact b")).toBe("artifact a");
  // What was never there is on its way.
  expect(standIn(before, before, "run r9")).toBe("run r9");
});

test("all versions that were asked for are shown, and those that were deleted after them", () => {
  const gone = {
    version: 0,
    deleted_at: null,
    digest: null,
    size: null,
    freed: null,
    created_at: null,
    run: null,
  };
  const all = new Map([["alone", { versions: [4, 3, 2, 1].map(version), deleted: [gone] }]]);
  const lines = treeLines({ ...parts, listing: { ...listing, types: listing.types.slice(0, 1) }, all });
  expect(lines.filter(({ level }) => level === 3).map(({ kind }) => kind)).toEqual([
    "version",
    "version",
    "version",
    "version",
    "older",
    "deleted",
  ]);
});

test("what is found is open, and says where more match than are listed", () => {
  const found: ProjectFound = {
    types: [{ type: "dataset", artifacts: [artifact("alone", 5, [3])] }],
    runs: [run("r1")],
    views: [],
    counts: { artifacts: 1, versions: 1, runs: 60, views: 0 },
  };
  expect(keys(treeLines({ ...parts, found }))).toEqual([
    "type dataset",
    "artifact alone",
    "version alone:v3",
    "runs",
    "run r1",
    "note runs",
  ]);
});
