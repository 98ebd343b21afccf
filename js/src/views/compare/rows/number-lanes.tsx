import type { CellProps, Panel } from "../../../panels/registry";
import { addClause } from "../../../query-edit";
import { textWidth } from "../../../text-width";
import { type CompareState, useCompare } from "../compare-state";
import { type Better, Difference, differenceOf, digitsFor, fixed } from "../difference";
import { Lane, MissingLane } from "../lane";
import { differenceExpression } from "../lane-sort";
import { isLaneColumn, type LaneColumn, type Lane as LaneValue } from "../merged-columns";
import { limitOf } from "../right-limit";
import { missingWords } from "../words";

/** The axis that the bars of a column share, and the digits of its numbers. */
interface Scale {
  low: number;
  high: number;
  digits: number;
}

export function scaleOf(state: CompareState, name: string, integer: boolean): Scale {
  const head = state.heads.figures.value[name];
  if (head?.kind !== "number" || typeof head.low !== "number" || typeof head.high !== "number")
    return { low: 0, high: 1, digits: integer ? 0 : 3 };
  // A bar reaches from zero, or from the smallest where that is less.
  const low = Math.min(0, head.low);
  return { low, high: Math.max(head.high, low), digits: digitsFor(head.low, head.high, integer) };
}

function share(value: number | bigint, { low, high }: Scale): number {
  const at = high > low ? (Number(value) - low) / (high - low) : 0;
  return 100 * Math.max(0, Math.min(1, Number.isNaN(at) ? 0 : at));
}

/** A number per table: its bar on the axis of the column, its value, and how far it is from the first table's. */
function NumberLanes({ column, value }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  const lanes = value as LaneValue[];
  const scale = scaleOf(state, column.name, column.integer);
  const limit = limitOf(state.comparison.value.right, column.name);
  const better = state.better(column.name);
  const first = lanes[0]?.missing === null ? lanes[0].value : undefined;
  const zero = share(0, scale);
  const style = {
    "--dv-value": `${valuePx(scale)}px`,
    "--dv-change": `${changePx(scale)}px`,
  };
  return (
    <span class="dv-lanes dv-number-lanes" style={style}>
      {lanes.map((lane, side) => {
        if (lane.missing)
          return <MissingLane key={side} side={side} label={missingWords(state, lane.missing, side)} />;
        const number = typeof lane.value === "number" || typeof lane.value === "bigint" ? lane.value : null;
        const at = number === null ? zero : share(number, scale);
        return (
          <Lane key={side} side={side}>
            <span class="dv-lane-track" aria-hidden="true">
              {number !== null && (
                <i style={{ left: `${Math.min(zero, at)}%`, width: `${Math.abs(at - zero)}%` }} />
              )}
              {limit !== null && <em style={{ left: `${share(limit, scale)}%` }} />}
            </span>
            <span class="dv-lane-value" title={number === null ? undefined : String(number)}>
              {number === null ? <span class="dv-null">null</span> : shownNumber(number, scale.digits)}
            </span>
            <span class="dv-lane-change">
              {side > 0 && (
                <ChangeButton
                  column={column}
                  side={side}
                  from={first}
                  to={lane.value}
                  better={better}
                  digits={scale.digits}
                />
              )}
            </span>
          </Lane>
        );
      })}
    </span>
  );
}

interface ChangeButtonProps {
  column: LaneColumn;
  side: number;
  from: unknown;
  to: unknown;
  better: Better;
  digits: number;
}

/** A difference; a click keeps the rows that gained, or lost, at least as much. */
function ChangeButton({ column, side, from, to, better, digits }: ChangeButtonProps) {
  const state = useCompare();
  const words = differenceOf(from, to, better, digits);
  const shown = <Difference from={from} to={to} better={better} digits={digits} />;
  if (!words?.arrow) return shown;
  // As exact as what is shown, towards zero: the row itself stays.
  const size = Math.floor(Math.abs(Number(to) - Number(from)) * 10 ** digits) / 10 ** digits;
  if (!Number.isFinite(size)) return shown;
  const [sign, limit] = words.arrow === "up" ? [">=", size] : ["<=", -size];
  const text = `${differenceExpression(column, side)} ${sign} ${limit.toFixed(digits)}`;
  return (
    <button
      type="button"
      class="dv-change-button"
      tabIndex={-1}
      title={`${words.title}\nKeep rows where ${text}`}
      aria-label={`${words.text}: keep rows where ${text}`}
      onClick={(event) => {
        event.stopPropagation();
        // Its row may be elsewhere then; the keys stay with the rows.
        event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
        state.edit((query) => addClause(query, text));
      }}
    >
      {shown}
    </button>
  );
}

function shownNumber(value: number | bigint, digits: number): string {
  return Number.isNaN(Number(value)) ? "NaN" : fixed(value, digits);
}

function valuePx({ low, high, digits }: Scale): number {
  return Math.ceil(Math.max(36, textWidth(fixed(low, digits)), textWidth(fixed(high, digits))) + 2);
}

function changePx({ low, high, digits }: Scale): number {
  return Math.ceil(Math.max(50, 12 + textWidth(`+${fixed(high - low, digits)}`)));
}

export const numberLanes: Panel = {
  name: "lane-bars",
  label: "Bars",
  icon: "bar",
  ofLanes: true,
  accepts: (column) => column.kind === "number" && isLaneColumn(column),
  Cell: NumberLanes,
  align: "start",
  heightOf: ({ lanes = [] }) => Math.max(28, 20 * lanes.length + 8),
  width: (_, values) => {
    const widest = Math.max(
      0,
      ...(values as LaneValue[][]).flat().map((lane) => {
        if (lane.missing !== null) return 0;
        return Number.isInteger(Number(lane.value ?? 0.5)) ? textWidth(String(lane.value)) : 0;
      }),
    );
    // As much again for a difference of that size, with its sign and its arrow.
    return Math.ceil(172 + 2 * Math.max(0, widest - 34));
  },
};
