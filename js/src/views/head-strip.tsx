import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { textWidth } from "../text-width";
import type { ColumnInfo } from "../wire";
import { HeadCell, useSummaries } from "./grid-head";
import { columnsInSight } from "./grid-scroll";
import { useTable } from "./table-state";

const NARROWEST_PX = 112;
const WIDEST_PX = 188;

/** The heads of a table over what is no grid: the same figures, to filter and sort by. Arrows go along it. */
export function HeadStrip({ columns }: { columns: ColumnInfo[] }) {
  const state = useTable();
  const box = useRef<HTMLDivElement>(null);
  const room = useSignal(0);
  const left = useSignal(0);
  const active = useSignal(0);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const observer = new ResizeObserver(() => {
      room.value = el.clientWidth;
    });
    room.value = el.clientWidth;
    observer.observe(el);
    return () => observer.disconnect();
  }, [room]);
  const share = Math.floor(room.value / Math.max(1, columns.length));
  const widths = columns.map(({ name }) =>
    Math.max(NARROWEST_PX, Math.min(220, textWidth(name, true) + 56), Math.min(share, WIDEST_PX)),
  );
  const sight = columnsInSight(widths, left.value, Math.max(200, room.value));
  const shown = columns.slice(sight.first, sight.last);
  useSummaries(shown.map(({ name }) => name));
  const go = (to: number) => {
    const at = Math.max(0, Math.min(to, columns.length - 1));
    const from = widths.slice(0, at).reduce((sum, width) => sum + width, 0);
    const el = box.current;
    if (!el) return;
    if (from < el.scrollLeft) el.scrollLeft = from;
    else if (from + (widths[at] ?? 0) > el.scrollLeft + el.clientWidth)
      el.scrollLeft = from + (widths[at] ?? 0) - el.clientWidth;
    left.value = el.scrollLeft;
    active.value = at;
    requestAnimationFrame(() => el.querySelector<HTMLElement>(`[data-head="${at}"] .dv-head-name`)?.focus());
  };
  return (
    <div
      ref={box}
      class="dv-strip"
      role="group"
      aria-label="Columns"
      onScroll={(event) => {
        left.value = event.currentTarget.scrollLeft;
      }}
      onKeyDown={(event) => {
        const isName = (event.target as Element).classList.contains("dv-head-name");
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!isName || event.defaultPrevented) return;
        if (step !== undefined) go(active.peek() + step);
        else if (event.key === "Home") go(0);
        else if (event.key === "End") go(columns.length - 1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {sight.before > 0 && <span style={{ flex: `0 0 ${sight.before}px` }} />}
      {shown.map((column, offset) => {
        const at = sight.first + offset;
        return (
          <div
            key={column.name}
            class="dv-strip-head"
            data-head={at}
            onFocusIn={() => {
              active.value = at;
            }}
          >
            <HeadCell
              column={column}
              width={widths[at] ?? NARROWEST_PX}
              index={state.columns.value.indexOf(column)}
              isAlone
              isStop={at === Math.min(active.value, columns.length - 1)}
            />
          </div>
        );
      })}
      {sight.after > 0 && <span style={{ flex: `0 0 ${sight.after}px` }} />}
    </div>
  );
}
