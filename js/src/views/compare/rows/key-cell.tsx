import { Null } from "../../../panels/nothing";
import type { CellProps, Panel } from "../../../panels/registry";
import type { Row } from "../../../rows";
import { textWidth } from "../../../text-width";
import { useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import { isKeyColumn, MergedRow } from "../merged-columns";
import { Outcome } from "../outcome";
import { outcomeOf, presenceWords, quickName } from "../quick-filters";
import type { ComparisonInfo } from "../wire";
import { keyText } from "./key-text";

/** What a row is: right or wrong per table, or which tables have it. */
export interface RowStanding {
  words: string;
  /** Right or wrong per table; null where that tells nothing, as in a row that a table has not. */
  right: (boolean | null)[] | null;
  /** Tables that have the row, where not all do. */
  sides: number[];
}

export function standingOf(cells: Row | undefined, about: ComparisonInfo): RowStanding | null {
  if (!(cells instanceof MergedRow)) return null;
  const names = sideNames(about.sides);
  const isIn = names.map((_, side) => cells.isIn(side));
  if (isIn.includes(false)) {
    const sides = [...names.keys()].filter((side) => isIn[side]);
    // Marks are those of tables that have it; where most do, the words name the others.
    return {
      words: presenceWords(isIn, names),
      right: null,
      sides: 2 * sides.length > names.length ? [] : sides,
    };
  }
  if (!about.right) return null;
  const right = about.right.map((name) => {
    const value = cells.row.has(name) ? cells.row.cell(name) : null;
    return typeof value === "boolean" ? value : null;
  });
  if (right.every((one) => one === null)) return null;
  const id = outcomeOf(right);
  const mixed = `${right.filter(Boolean).length} of ${right.length} right`;
  return { words: id ? quickName({ id, clause: null, sides: right }, names) : mixed, right, sides: [] };
}

/** The key of a row, and what the row is. */
function KeyCell({ column, value, cells, height }: CellProps) {
  const state = useCompare();
  const about = state.about.value;
  const text = keyText(column, value);
  const standing = isKeyColumn(column) && column.part === 0 && about ? standingOf(cells, about) : null;
  return (
    <span class={`dv-key-cell ${height < 44 ? "is-low" : ""}`}>
      <b class="dv-text" title={value === null ? undefined : text}>
        {value === null ? <Null /> : text}
      </b>
      {standing && <RowStandingLine standing={standing} />}
    </span>
  );
}

export function RowStandingLine({ standing: { words, right, sides } }: { standing: RowStanding }) {
  return (
    <span class="dv-key-standing">
      {right && <Outcome right={right} />}
      {sides.map((side) => (
        <LaneMark key={side} side={side} />
      ))}
      <span class="dv-text">{words}</span>
    </span>
  );
}

export const keyCell: Panel = {
  name: "lane-key",
  label: "Key",
  icon: "any",
  ofLanes: true,
  accepts: isKeyColumn,
  Cell: KeyCell,
  align: "start",
  heightOf: () => 48,
  width: (column, values) => {
    const widest = Math.max(0, ...values.map((value) => textWidth(keyText(column, value), true)));
    return Math.min(240, Math.max(124, widest + 28));
  },
};
