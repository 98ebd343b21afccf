/** What the tree of a project shows, as lines: types, their artifacts and versions, runs, saved views. */
import type {
  ArtifactRow,
  DeletedRow,
  ProjectFound,
  ProjectListing,
  RunRow,
  SavedViewRow,
  VersionRow,
} from "../../project/wire";
import { versionName } from "./words";

interface Line {
  key: string;
  level: number;
  /** Left out of what cannot be opened. */
  isOpen?: boolean;
}

export type TreeLine = Line &
  (
    | { kind: "type"; type: string; count: number }
    | { kind: "artifact"; artifact: ArtifactRow }
    | { kind: "version"; artifact: ArtifactRow; version: VersionRow }
    | { kind: "deleted"; artifact: ArtifactRow; version: DeletedRow }
    | { kind: "older"; artifact: ArtifactRow; count: number }
    | { kind: "runs"; count: number }
    | { kind: "run"; run: RunRow }
    | { kind: "more-runs"; count: number }
    | { kind: "views"; count: number }
    | { kind: "saved_view"; view: SavedViewRow }
    | { kind: "note"; text: string }
  );

/** All versions of an artifact, once they were asked for. */
export interface AllVersions {
  versions: VersionRow[];
  deleted: DeletedRow[];
}

export interface TreeParts {
  listing: ProjectListing;
  /** What is looked for, instead of all there is. */
  found: ProjectFound | null;
  /** By key: whether a line is open. What was not touched is as `isOpenAtFirst` has it. */
  folds: ReadonlyMap<string, boolean>;
  all: ReadonlyMap<string, AllVersions>;
  /** More runs than the first ones, as far as they were asked for. */
  runs: readonly RunRow[];
}

/** A type with one artifact shows its versions at once; with more, their names are enough. */
const ALONE = 1;

export function treeLines({ listing, found, folds, all, runs }: TreeParts): TreeLine[] {
  const lines: TreeLine[] = [];
  for (const { type, artifacts } of found?.types ?? listing.types) {
    const key = `type ${type}`;
    const isOpen = folds.get(key) ?? true;
    lines.push({ kind: "type", key, level: 1, isOpen, type, count: artifacts.length });
    if (!isOpen) continue;
    for (const artifact of artifacts) {
      const key = `artifact ${artifact.name}`;
      const isFound = found !== null && artifact.newest.length > 0;
      const isOpen = folds.get(key) ?? (found ? isFound : artifacts.length <= ALONE);
      lines.push({ kind: "artifact", key, level: 2, isOpen, artifact });
      if (isOpen) lines.push(...versionLines(artifact, all.get(artifact.name), found !== null));
    }
  }
  if (!found || found.runs.length > 0) {
    const count = found ? found.counts.runs : listing.run_count;
    const isOpen = folds.get("runs") ?? (found !== null || listing.artifact_count === 0);
    lines.push({ kind: "runs", key: "runs", level: 1, isOpen, count });
    const shown = found ? found.runs : runs;
    if (isOpen) {
      for (const run of shown) lines.push({ kind: "run", key: `run ${run.id}`, level: 2, run });
      const more = count - shown.length;
      if (more > 0 && !found) lines.push({ kind: "more-runs", key: "more-runs", level: 2, count: more });
      if (more > 0 && found) lines.push(moreFound("runs", more));
    }
  }
  const views = found?.views ?? listing.views;
  if (views.length > 0) {
    const isOpen = folds.get("views") ?? found !== null;
    lines.push({ kind: "views", key: "views", level: 1, isOpen, count: views.length });
    if (isOpen) {
      for (const view of views)
        lines.push({ kind: "saved_view", key: `saved_view ${view.name}`, level: 2, view });
    }
  }
  return lines;
}

function moreFound(what: string, count: number): TreeLine {
  const text = `${count} more ${what} match: write more of the name`;
  return { kind: "note", key: `note ${what}`, level: 2, text };
}

function versionLines(artifact: ArtifactRow, all: AllVersions | undefined, isFound: boolean): TreeLine[] {
  const shown = all && !(isFound && artifact.newest.length > 0) ? all.versions : artifact.newest;
  const lines: TreeLine[] = shown.map((version) => ({
    kind: "version",
    key: `version ${versionName(artifact.name, version.version)}`,
    level: 3,
    artifact,
    version,
  }));
  const older = artifact.version_count - shown.length;
  if (older > 0 && !(isFound && artifact.newest.length > 0)) {
    lines.push({ kind: "older", key: `older ${artifact.name}`, level: 3, artifact, count: older });
  }
  for (const version of isFound ? [] : (all?.deleted ?? [])) {
    const key = `version ${versionName(artifact.name, version.version)}`;
    lines.push({ kind: "deleted", key, level: 3, artifact, version });
  }
  return lines;
}

/** All lines that another one is inside of, the outermost first. */
export function outerLines<L extends Line>(lines: readonly L[], at: number): L[] {
  const found: L[] = [];
  for (let outer = outerLine(lines, at); outer >= 0; outer = outerLine(lines, outer)) {
    found.unshift(lines[outer] as L);
  }
  return found;
}

/** Where the keys are once the line they were on is gone: on the next one of the same place, else before it. */
export function standIn(before: readonly Line[], after: readonly Line[], key: string): string {
  const at = before.findIndex((line) => line.key === key);
  const there = new Set(after.map((line) => line.key));
  if (at < 0 || there.has(key)) return key;
  const { level } = before[at] as Line;
  for (const line of before.slice(at + 1)) {
    if (line.level < level) break;
    if (line.level === level && there.has(line.key)) return line.key;
  }
  return before.slice(0, at).findLast((line) => line.level <= level && there.has(line.key))?.key ?? key;
}

/** The line that another one is inside of; -1 for the outermost. */
export function outerLine(lines: readonly Line[], at: number): number {
  const level = lines[at]?.level ?? 1;
  return lines.findLastIndex((line, index) => index < at && line.level < level);
}
