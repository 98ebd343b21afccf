import { useLayoutEffect, useRef } from "preact/hooks";
import { place } from "../../../controls/popover";
import { formatRows } from "../../../format";
import { LaneMark } from "../lane";
import type { ComparedNumbers } from "../wire";
import { axisOf, binWords } from "./axis";
import { cellId } from "./cell";
import type { GroupsView, Pointed } from "./groups-view";
import { partsOf, valueText } from "./values-cell";

/** What is pointed at, in words: the bar or the value, how many rows each table has of it, and what a click does. */
export function GroupTip({ view, uid }: { view: GroupsView; uid: string }) {
  const pointed = view.pointed.value;
  const box = useRef<HTMLDivElement>(null);
  const words = pointed && tipWords(view, pointed);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el || !pointed) return;
    const settle = () => settleTip(el, cellId(uid, pointed.row, pointed.column));
    // The part that is pointed at is drawn a moment later than this.
    const frame = requestAnimationFrame(settle);
    return () => cancelAnimationFrame(frame);
  }, [pointed, uid]);
  if (!words) return null;
  return (
    <div ref={box} popover="manual" class="dv-popover dv-cg-tip" role="status">
      <div>
        <b>{words.title}</b> <span class="dv-quiet">{words.group}</span>
      </div>
      <div class="dv-cg-tip-counts">
        {words.counts.map(({ side, name, rows }) => (
          <span key={side} class={pointed?.side === null || pointed?.side === side ? "" : "dv-quiet"}>
            <LaneMark side={side} /> {name} <b>{rows.split(" ")[0]}</b> {rows.split(" ")[1]}
          </span>
        ))}
      </div>
      {words.hint && <div class="dv-quiet">{words.hint}</div>}
    </div>
  );
}

/** Put the tip under what is pointed at in a cell, or over it where there is more room. */
function settleTip(el: HTMLElement, id: string): void {
  const root = el.getRootNode() as Document | ShadowRoot;
  const cell = root.querySelector(`#${CSS.escape(id)}`);
  const part = cell?.querySelector("[data-pointed]") ?? cell;
  if (!part || !el.isConnected) return;
  // In the top layer nothing of the notebook can cut it off.
  if (!el.matches(":popover-open")) el.showPopover?.();
  const page = el.ownerDocument.defaultView ?? window;
  const frame = {
    width: page.document.documentElement.clientWidth || page.innerWidth,
    height: page.innerHeight,
  };
  const size = { width: el.offsetWidth, height: el.offsetHeight };
  const { left, top } = place(part.getBoundingClientRect(), size, frame, "start");
  el.style.left = `${left}px`;
  el.style.top = `${top}px`;
}

interface TipWords {
  title: string;
  group: string;
  counts: { side: number; name: string; rows: string }[];
  hint: string;
}

/** The tip for a part of a chart; null where there is nothing to say. */
export function tipWords(view: GroupsView, pointed: Pointed): TipWords | null {
  const group = view.pages.get(pointed.row);
  const column = view.laid.peek()[pointed.column];
  const name = column?.column?.name;
  if (!group || !column) return null;
  const names = view.names.peek();
  const by = view.trait.peek().by;
  const of = `${by} ${group.label}`;
  if (column.part === "rows") {
    const counts = group.rows.flatMap((rows, side) =>
      rows === null ? [] : [{ side, name: names[side] ?? "", rows: formatRows(rows) }],
    );
    return { title: "rows", group: of, counts, hint: pointed.byKeys ? "Enter to show them" : "" };
  }
  if (column.part === "histogram" && name !== undefined) {
    const cell = group.cells[name] as ComparedNumbers | undefined;
    const wire = view.pages.facts.peek()?.axes[name];
    if (!cell || !wire) return null;
    const bins = cell.counts.find((part) => part !== null)?.length ?? 0;
    const counts = cell.counts.flatMap((part, side) => {
      if (part === null) return [];
      const rows = part.slice(pointed.first, pointed.last + 1).reduce((sum, count) => sum + count, 0);
      return [{ side, name: names[side] ?? "", rows: formatRows(rows) }];
    });
    const title = `${name} ${binWords(axisOf(wire), bins, pointed.first, pointed.last)}`;
    const hint = pointed.byKeys
      ? "Enter to filter, Shift + arrows for a range, ↑ ↓ for one table"
      : "Click to filter, drag for a range";
    return { title, group: of, counts, hint };
  }
  if (column.part === "values" && name !== undefined && pointed.side !== null) {
    const share = partsOf(view, group, pointed.column, pointed.side)[pointed.first];
    if (!share) return null;
    const counts = [{ side: pointed.side, name: names[pointed.side] ?? "", rows: formatRows(share.count) }];
    const hint = share.value === undefined ? "" : pointed.byKeys ? "Enter to filter" : "Click to filter";
    return { title: `${name} ${valueText(share)}`, group: of, counts, hint };
  }
  return null;
}
