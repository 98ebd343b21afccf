import { formatCount, formatRows } from "../../../format";
import { clauseForGroup, quoteName } from "../../../query-edit";
import { listed } from "../quick-filters";
import type { ComparisonInfo, DuplicateKey, Duplicates, DuplicatesWay, MatchingCounts } from "../wire";

/** Whether tables are matched on a key at all. */
export function isKeyed({ how }: Pick<ComparisonInfo, "how">): boolean {
  return how !== "concat" && how !== "position";
}

/** Whether tables that have rows have no key in common. */
export function hasNoMatch(about: ComparisonInfo): boolean {
  const { in_all, in_some } = about.matching;
  const areThere = about.sides.length > 1 && about.sides.every(({ row_count }) => row_count > 0);
  return isKeyed(about) && areThere && in_all === 0 && in_some === 0;
}

/** How often keys occur more than once, as a sentence: the count per table, and how many rows have no partner. */
export function repeatedSentence(
  { repeated_keys, repeated_rows }: MatchingCounts,
  names: readonly string[],
): string {
  const sides = repeated_keys.flatMap((count, side) => (count > 0 ? [side] : []));
  const keys = (count: number) => `${formatCount(count)} ${count === 1 ? "key" : "keys"}`;
  const spare = sides.reduce((sum, side) => sum + (repeated_rows[side] ?? 0) - (repeated_keys[side] ?? 0), 0);
  const where = listed(
    sides.map((side, at) => {
      const count = repeated_keys[side] ?? 0;
      return sides.length === 1
        ? `${names[side]}`
        : `${at === 0 ? keys(count) : formatCount(count)} in ${names[side]}`;
    }),
  );
  const one = sides.length === 1 ? sides[0] : undefined;
  const occur =
    one === undefined
      ? `${where} occur more than once`
      : `${keys(repeated_keys[one] ?? 0)} ${repeated_keys[one] === 1 ? "occurs" : "occur"} more than once in ${where}`;
  const whose = one === undefined ? formatRows(spare) : `${formatCount(spare)} of its rows`;
  return `${occur}, so ${whose} ${spare === 1 ? "has" : "have"} no clear partner.`;
}

export const WAYS: readonly [Duplicates, string][] = [
  ["first", "First of each"],
  ["pair", "Pair in table order"],
  ["every", "Every combination"],
];

/** What a way of treating duplicates comes to: "43 matched, 3 set aside". `ways` are all of them: rows that are alone
 * in each have no part in it. */
export function wayWords(
  { matched, aside, only }: DuplicatesWay,
  ways: readonly DuplicatesWay[],
  names: readonly string[],
): string {
  const parts = [`${formatCount(matched)} matched`];
  if (aside > 0) parts.push(`${formatCount(aside)} set aside`);
  for (const [side, count] of only.entries()) {
    const spare = count - Math.min(...ways.map((way) => way.only[side] ?? 0));
    if (spare > 0) parts.push(`${formatCount(spare)} more only in ${names[side]}`);
  }
  return parts.join(", ");
}

/** Numbers of rows as a reader counts them: "row 38, 46 and 47". */
export function rowNumbers(rows: readonly number[]): string {
  const shown = rows.slice(0, 6).map((row) => formatCount(row + 1));
  if (rows.length > shown.length) shown.push(`${formatCount(rows.length - shown.length)} more`);
  return `row ${listed(shown)}`;
}

/** The clause that keeps the rows of some keys; null where no clause can say it. */
export function clauseOfKeys(names: readonly string[], keys: readonly DuplicateKey[]): string | null {
  const [only] = names;
  const values = keys.map(({ key }) => key[0]);
  const arePlain = values.every((value) => typeof value === "string" || typeof value === "number");
  if (names.length === 1 && only !== undefined && arePlain && values.length > 1)
    return `${quoteName(only)} in [${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  const parts = keys.map(({ key }) => {
    const all = names.map((name, at) => clauseForGroup(quoteName(name), key[at] ?? null));
    return all.includes(null) ? null : all.join(" and ");
  });
  if (parts.length === 0 || parts.includes(null)) return null;
  return parts.length === 1 ? (parts[0] as string) : parts.map((part) => `(${part})`).join(" or ");
}

/** What a reader of compared rows should know of the tables: one sentence each. */
export function sideRemarks(about: ComparisonInfo, names: readonly string[]): string[] {
  const remarks = about.sides.flatMap(({ row_count }, side) =>
    row_count === 0 ? [`${names[side]} has no rows.`] : [],
  );
  const keys = about.keys.map(({ name }) => name).join(", ");
  if (!isKeyed(about)) return remarks;
  for (const [side, count] of about.matching.empty_keys.entries()) {
    if (count === 0) continue;
    const rows = `${formatRows(count)} of ${names[side]}`;
    remarks.push(
      `${rows} ${count === 1 ? "has" : "have"} no ${keys}, and ${count === 1 ? "is" : "are"} matched with nothing.`,
    );
  }
  return remarks;
}
