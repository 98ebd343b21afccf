import type { CompareState } from "./compare-state";
import { sideNames } from "./lane";

/** Why a table has nothing in a cell. */
export function missingWords(state: CompareState, missing: "row" | "column", side: number): string {
  if (missing === "column") return "no such column";
  return `not in ${sideNames(state.about.value?.sides ?? [])[side] ?? `table ${side}`}`;
}
