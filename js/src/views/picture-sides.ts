import type { Legend } from "../overlays";
import type { ColumnInfo } from "../wire";

/** One side of a picture that is divided: the column it is drawn from, the groups left out, and what it shows. */
export interface Side {
  column: ColumnInfo;
  without: string[];
  label: string;
}

const groupsOf = (column: ColumnInfo) => [...new Set(column.layers.map(({ group }) => group))];

/** What is true on the left and what was predicted on the right: of one column, or of two that show the same picture with
 * different groups. Null where there is nothing to set against each other. */
export function sidesOf(
  column: ColumnInfo,
  others: ColumnInfo[],
  { groups }: Pick<Legend, "groups">,
  hidden: string[],
): [Side, Side] | null {
  const isTruth = (group: string) => groups.some(({ name, isTruth }) => name === group && isTruth);
  const shown = groupsOf(column).filter((group) => !hidden.includes(group));
  const truth = shown.filter(isTruth);
  const guessed = shown.filter((group) => !isTruth(group));
  if (truth.length > 0 && guessed.length > 0) {
    return [
      { column, without: guessed, label: truth.join(", ") },
      { column, without: truth, label: guessed.join(", ") },
    ];
  }
  if (shown.length === 0) return null;
  const other = others.find((candidate) => {
    const its = groupsOf(candidate).filter((group) => !hidden.includes(group));
    return candidate !== column && its.length > 0 && its.some(isTruth) !== truth.length > 0;
  });
  if (!other) return null;
  const its = groupsOf(other).filter((group) => !hidden.includes(group));
  const mine: Side = { column, without: [], label: shown.join(", ") };
  const theirs: Side = { column: other, without: [], label: its.join(", ") };
  return truth.length > 0 ? [mine, theirs] : [theirs, mine];
}
