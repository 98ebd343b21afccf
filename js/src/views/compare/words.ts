import type { CompareState } from "./compare-state";
import { sideNames } from "./lane";

/** Why a table has nothing in a cell. */
export function missingWords(state: CompareState, missing: "row" | "column", side: number): string {
  const name = sideNames(state.about.value?.sides ?? [])[side] ?? `table ${side}`;
  return missing === "row" ? `not in ${name}` : `no such column in ${name}`;
}
