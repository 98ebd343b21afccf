/** A value as lines of a tree, of which objects and lists may be folded. */
import { readExtendedJson } from "../extended-json";
import { inline } from "../panels/json";
import { quoteName, quoteValue } from "../query-edit";

export type Path = readonly (string | number)[];

export interface JsonLine {
  path: Path;
  depth: number;
  /** Name or place in what is around it; null for the whole. */
  key: string | number | null;
  value: unknown;
  /** Of an object or a list: how many are in it. */
  count: number | null;
  isOpen: boolean;
  /** Of a line that stands for what is not shown: how many more there are. */
  more: number;
}

/** Of one list or object so many are shown at first, and so many more each time. */
export const MORE = 100;
const PREVIEW = 160;

/** A cell as the value that it holds: text that is JSON is what it says. `undefined` is text that is no JSON. */
export function valueOfCell(value: unknown, kind: string): unknown {
  if (typeof value !== "string") return value;
  if (kind !== "text") return readExtendedJson(value);
  return parsed(value);
}

/** What a text says that is an object or a list in JSON; undefined for any other. */
export function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isBranch(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}

export function entriesOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as ArrayLike<unknown>, (item, at): [number, unknown] => [at, item]);
  return isBranch(value) ? Object.entries(value as object) : [];
}

/** What names a path among others. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

export interface Folding {
  /** Whether what is at a path is open. */
  isOpen(path: Path, value: unknown): boolean;
  /** How many of it are shown. */
  shown(path: Path): number;
}

/** The lines of a value, at most so many. */
export function jsonLines(value: unknown, folding: Folding, most = Number.POSITIVE_INFINITY): JsonLine[] {
  const lines: JsonLine[] = [];
  const walk = (inner: unknown, path: Path, key: JsonLine["key"]) => {
    if (lines.length >= most) return;
    const depth = path.length;
    const count = isBranch(inner) ? entriesOf(inner).length : null;
    const isOpen = count !== null && count > 0 && folding.isOpen(path, inner);
    lines.push({ path, depth, key, value: inner, count, isOpen, more: 0 });
    if (!isOpen) return;
    const shown = folding.shown(path);
    for (const [name, item] of entriesOf(inner).slice(0, shown)) walk(item, [...path, name], name);
    const more = (count ?? 0) - shown;
    if (more > 0 && lines.length < most)
      lines.push({ path, depth: depth + 1, key: null, value: undefined, count: null, isOpen: false, more });
  };
  walk(value, [], null);
  return lines;
}

/** What stands for a value on its line. */
export function previewOf({ value, count, isOpen }: JsonLine): string {
  if (count === null) return inline(value);
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const words = isList
    ? `${count} ${count === 1 ? "item" : "items"}`
    : `${count} ${count === 1 ? "key" : "keys"}`;
  if (isOpen || count === 0) return isList ? `[ ${words} ]` : `{ ${words} }`;
  const text = inline(
    entriesOf(value).length > 50 ? Array.from(entriesOf(value).slice(0, 50), ([, v]) => v) : value,
  );
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text;
}

/** How a value looks: the kind that its colour tells. */
export function lookOf(value: unknown): "text" | "number" | "word" | "branch" {
  if (typeof value === "string") return "text";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  return isBranch(value) ? "branch" : "word";
}

/** A path as people write it: `calls[0].name`. */
export function pathText(path: Path): string {
  return path
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`;
      const name = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(part) ? part : null;
      return name === null ? `[${JSON.stringify(part)}]` : at === 0 ? name : `.${name}`;
    })
    .join("");
}

/** A clause that keeps the rows which have this value there; null where the language has no words for the place. */
export function clauseOf(column: string, kind: string, path: Path, value: unknown): string | null {
  if (kind === "text" || path.length === 0 || path.some((part) => typeof part === "number")) return null;
  const place = [column, ...path].map((part) => quoteName(String(part))).join(".");
  if (value === null || value === undefined) return `${place} is null`;
  if (isBranch(value) || value instanceof Date) return `${place} is not null`;
  if (typeof value === "bigint") return `${place} = ${value}`;
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? `${place} is nan` : null;
  return `${place} = ${quoteValue(value as string | number | boolean)}`;
}
