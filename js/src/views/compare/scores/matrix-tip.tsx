import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../../../format";
import { Difference } from "../difference";
import { LaneMark } from "../lane";
import type { CellPlace } from "./clauses";

export interface MatrixTipProps {
  /** What the cells stand in; the tip stands beside the cell, inside of it. */
  panel: RefObject<HTMLElement | null>;
  place: CellPlace;
  /** What the two classes are to each other: "cat taken for deer". */
  title: { from: string; words: string; to: string };
  names: readonly string[];
  /** Of each table, how many, and of how many. */
  counts: readonly { count: number; of: number }[];
  /** Whether more is better. */
  isRight: boolean;
  hint: string;
}

/** What a cell says of every table. */
export function MatrixTip({ panel, place, title, names, counts, isRight, hint }: MatrixTipProps) {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = tip.current;
    const frame = panel.current;
    const cell = frame?.querySelector(`[data-cell="${place.row},${place.column}"]`);
    if (!el || !frame || !cell) return;
    const around = frame.getBoundingClientRect();
    const at = cell.getBoundingClientRect();
    const right = at.right - around.left + 6;
    const fits = right + el.offsetWidth < around.width;
    const left = fits ? right : at.left - around.left - el.offsetWidth - 6;
    const below = at.bottom - around.top + 6;
    const isBelow = below + el.offsetHeight < around.height;
    const top = isBelow ? below : at.top - around.top - el.offsetHeight - 6;
    el.style.left = `${Math.max(4, left)}px`;
    el.style.top = `${Math.max(4, top)}px`;
  });
  const from = counts[0]?.count;
  return (
    <div ref={tip} class="dv-matrix-tip" role="tooltip">
      <div>
        <b>{title.from}</b> {title.words} <b>{title.to}</b>
      </div>
      {counts.map(({ count, of }, side) => (
        <div key={side} class={counts.length > 1 ? "dv-matrix-tip-line" : ""}>
          {counts.length > 1 && (
            <>
              <LaneMark side={side} />
              <span>{names[side]}</span>
            </>
          )}
          <span class="is-number">
            <b>{formatCount(count)}</b> of {formatCount(of)}
          </span>
          {side > 0 && <Difference from={from} to={count} better={isRight ? "higher" : "lower"} digits={0} />}
        </div>
      ))}
      <div class="dv-quiet">{hint}</div>
    </div>
  );
}
