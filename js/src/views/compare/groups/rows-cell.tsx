import { formatCount, formatRows } from "../../../format";
import { Difference } from "../difference";
import { Lane, LaneMark, Lanes, MissingLane } from "../lane";
import type { CellOf } from "./cell";

/** How many rows each table has in a group, as bars on one scale, with the difference to the first table. */
export function RowsCell({ view, group, pointed }: CellOf) {
  const largest = Math.max(1, view.pages.facts.value?.largest ?? 1);
  const names = view.names.value;
  const [first = null] = group.rows;
  return (
    <Lanes>
      {group.rows.map((rows, side) =>
        rows === null ? (
          <MissingLane key={side} side={side} label={`not grouped in ${names[side]}`} />
        ) : (
          <Lane key={side} side={side} class={`dv-cg-rows ${pointed?.side === side ? "is-pointed" : ""}`}>
            <LaneMark side={side} label={names[side] ?? ""} />
            {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter and arrows do the same in the cell */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter and arrows do the same in the cell */}
            <span
              class="dv-cg-bar"
              data-part={`${side}/0`}
              title={
                rows > 0 ? `${formatRows(rows)} of ${group.label} in ${names[side]}: click to show them` : ""
              }
              onClick={() => rows > 0 && view.openRows(group, side)}
            >
              <span class="dv-cg-track">
                <i style={{ width: `${(100 * rows) / largest}%` }} />
              </span>
              <span class="dv-cg-count">{formatCount(rows)}</span>
            </span>
            <span class="dv-cg-change">
              {side > 0 && first !== null && <Change from={first} to={rows} />}
            </span>
          </Lane>
        ),
      )}
    </Lanes>
  );
}

function Change({ from, to }: { from: number; to: number }) {
  if (from !== to) return <Difference from={from} to={to} digits={0} />;
  return (
    <span class="dv-difference" title="equal">
      =
    </span>
  );
}
