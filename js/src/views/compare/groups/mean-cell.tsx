import { boundNumber, formatNumber, formatTime } from "../../../format";
import { Lane, LaneMark, Lanes, MissingLane } from "../lane";
import type { ComparedNumbers } from "../wire";
import { axisOf, type BinAxis, shareOn } from "./axis";
import type { CellOf } from "./cell";

/** The mean of each table as its mark, on a bar of one standard deviation to both sides, all on one axis. */
export function MeanCell({ view, group, column }: CellOf) {
  const name = column.column?.name ?? "";
  const cell = group.cells[name] as ComparedNumbers | undefined;
  const wire = view.pages.facts.value?.axes[name];
  const names = view.names.value;
  if (!cell || !wire) return <span class="dv-null">no values</span>;
  const axis = axisOf(wire);
  return (
    <Lanes>
      {cell.means.map((bound, side) => {
        if (cell.counts[side] === null)
          return <MissingLane key={side} side={side} label={`no ${name} in ${names[side]}`} />;
        if (bound === null)
          return <MissingLane key={side} side={side} label={group.rows[side] ? "no values" : "no rows"} />;
        const mean = boundNumber(bound);
        const sd = axis.isTime ? null : (cell.sds[side] ?? null);
        const [from, to] = [shareOn(axis, mean - (sd ?? 0)), shareOn(axis, mean + (sd ?? 0))];
        const words = `${names[side]}: mean ${write(axis, mean)}${sd === null ? "" : ` ± ${formatNumber(sd)}`}`;
        return (
          <Lane key={side} side={side} class="dv-cg-mean">
            <span class="dv-cg-axis" title={words}>
              {sd !== null && (
                <i class="dv-cg-spread" style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }} />
              )}
              <span class="dv-cg-mark" style={{ left: `${100 * shareOn(axis, mean)}%` }}>
                <LaneMark side={side} label={names[side] ?? ""} />
              </span>
            </span>
            <span class="dv-cg-figure">
              {short(axis, mean)}
              {sd !== null && <small class="dv-quiet"> ± {short(axis, sd)}</small>}
            </span>
          </Lane>
        );
      })}
    </Lanes>
  );
}

function write({ isTime }: BinAxis, value: number): string {
  return isTime ? formatTime(Math.round(value)) : formatNumber(value);
}

/** A number with as many digits as the length of its axis asks for. */
export function short(axis: BinAxis, value: number): string {
  if (axis.isTime) return formatTime(Math.round(value)).slice(0, 10);
  const length = Math.max(axis.high - axis.low, Math.abs(value) * 1e-3);
  const digits = 2 - Math.floor(Math.log10(length || 1));
  if (digits > 6 || Math.abs(value) >= 1e6) return formatNumber(value);
  return value.toFixed(Math.max(0, digits)).replace("-", "−");
}
