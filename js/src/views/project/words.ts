/** Ages and names of what a project has, in words. */
import { formatCount } from "../../format";
import type { ArtifactRow, Opened } from "../../project/wire";

const UNITS: [string, number][] = [
  ["y", 31_557_600],
  ["mo", 2_629_800],
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
];

/** How long ago, as short as a column is narrow: "12 min", "3 h", "2 d"; "now" within the first minute. */
export function shortAge(at: string | null, nowMs: number): string {
  const seconds = at === null ? Number.NaN : (nowMs - Date.parse(at)) / 1000;
  if (Number.isNaN(seconds)) return "";
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${unit}`;
  }
  return "now";
}

/** "2 d ago", "just now". */
export function longAge(at: string | null, nowMs: number): string {
  const short = shortAge(at, nowMs);
  return short === "now" ? "just now" : short && `${short} ago`;
}

/** A time as a tooltip has it, in the reader's own zone. */
export function exactTime(at: string | null): string {
  const date = new Date(at ?? "");
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleString();
}

/** "1 version", "12 versions". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "camvid:v2" */
export function versionName(name: string, version: number): string {
  return `${name}:v${version}`;
}

/** The parts of "camvid:v2"; null where it names no version. */
export function versionParts(text: string): { name: string; version: number } | null {
  const found = /^(.*):v(\d+)$/.exec(text);
  return found ? { name: found[1] as string, version: Number(found[2]) } : null;
}

/** The icon of an artifact, by its type and by what is in it. */
export function artifactIcon(type: string, hasRows: boolean): "dataset" | "model" | "table" | "artifact" {
  if (type === "dataset") return "dataset";
  if (type === "model") return "model";
  return hasRows ? "table" : "artifact";
}

export const hasRows = ({ newest }: Pick<ArtifactRow, "newest">) => newest.some(({ rows }) => rows !== null);

/** The key of a line in the tree, by what it opens. */
export function lineKey({ kind, name, version, id }: Opened): string {
  if (kind === "version") return `version ${versionName(name, version ?? 0)}`;
  if (kind === "artifact" || kind === "saved_view") return `${kind} ${name}`;
  return kind === "run" ? `run ${id}` : kind;
}

/** Aliases with `latest` in front, which all look for. */
export function latestFirst(aliases: readonly string[]): string[] {
  return [...aliases].sort((a, b) => Number(b === "latest") - Number(a === "latest"));
}

/** The first of some names, and as many more as there is room for in letters. */
export function fittingNames(names: readonly string[], letters: number): string[] {
  let used = 0;
  return names.filter((name, at) => {
    used += name.length + 3;
    return at === 0 || used <= letters;
  });
}
