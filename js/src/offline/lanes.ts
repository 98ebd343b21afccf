/** The tables within compared rows: the columns of each, which rows it has, and whether two cells say the same. */
import { groupKey, type Kind, kind, type Value } from "../query/index";
import { joinAll } from "../query/kinds";
import { isObjectValue } from "../query/values";
import type { Engine } from "./engine";
import type { ComparisonSaid } from "./page-wire";

/** Fields that every object for a file has. */
const OF_FILES = ["digest", "path", "size", "ref"];
/** Fields of such an object that its bytes do not say already, and that are no place where it lies. */
const SAID = new Set(["digest", "caption", "boxes", "masks", "classes", "grouping", "kind", "description"]);

export class Lanes {
  readonly count: number;

  constructor(
    readonly engine: Engine,
    readonly said: ComparisonSaid,
  ) {
    this.count = said.count;
  }

  /** Per table the column of this name, null where it has none. */
  columns(name: string): (string | null)[] {
    const known = this.said.columns[name];
    if (known) return known;
    const isThere = this.engine.column(name) !== undefined;
    return new Array(this.count).fill(isThere ? name : null);
  }

  /** The kind that holds what columns hold, one of each table. */
  kind(columns: readonly (string | null)[]): Kind {
    const kinds = columns.flatMap((name) => (name === null ? [] : [this.engine.kind(name)]));
    return kinds.length > 0 ? joinAll(kinds) : kind("null");
  }

  /** Whether a table has a row. */
  isPresent(table: number, place: number): boolean {
    const { stacked, present } = this.said;
    if (stacked !== null) return this.engine.cells(stacked)[place] === table;
    const name = present[table];
    return name === undefined || this.engine.cells(name)[place] === true;
  }
}

/** A text that two cells share where they say the same, wherever their files lie. */
export function contentKey(value: Value, isInList = false): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return `[${value.map((item: Value) => contentKey(item, true)).join(",")}]`;
  if (!isObjectValue(value)) return groupKey(value);
  const isFile = OF_FILES.every((name) => name in value);
  const parts = Object.keys(value)
    .filter((name) => !isFile || SAID.has(name) || (name === "ref" && value.digest == null))
    .map((name) => [name, contentKey(value[name] ?? null, isInList)] as const)
    .filter(([, text]) => text !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // In a list an object without values is none.
  if (isInList && parts.length === 0) return "";
  return `{${parts.map(([name, text]) => `${name}:${text}`).join(",")}}`;
}
