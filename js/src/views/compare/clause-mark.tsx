import { Icon } from "../../controls/icon";
import type { CompareState } from "./compare-state";
import { LaneMark } from "./lane";
import { filtersIn } from "./quick-filters";

/** What a clause is about, before its text: the key for a filter of one click, else the one table that it names. */
export function clauseMark(state: CompareState, text: string) {
  const about = state.about.value;
  if (!about || about.sides.length < 2) return null;
  if (filtersIn(text, about.quick)) return <Icon name="key" size={14} />;
  const sides = tablesIn(text);
  const [side] = sides;
  return sides.length === 1 && side !== undefined && side < about.sides.length ? (
    <LaneMark side={side} />
  ) : null;
}

/** The tables that an expression names, as `$1.acc` or `'$1.acc'` do; texts in quotes without a dollar are not read. */
export function tablesIn(text: string): number[] {
  const sides = [...text.matchAll(/\$(\d+)\./g)].map((match) => Number(match[1]));
  return [...new Set(sides)].sort((a, b) => a - b);
}
