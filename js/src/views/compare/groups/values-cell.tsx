import { formatCompact } from "../../../format";
import { clauseFor } from "../../../query-edit";
import { textWidth } from "../../../text-width";
import { Lane, LaneMark, Lanes, MissingLane } from "../lane";
import type { ComparedGroup, ComparedValues } from "../wire";
import { laneName } from "./axis";
import type { CellOf } from "./cell";
import { lanesOf } from "./group-columns";
import { shareLabel, sharesOf, type ValueShare } from "./shares";

/** Mark and gap before a bar, in px. */
const MARK_PX = 16;
/** Letters of a part are 11 px high, those that are measured 13. */
const measure = (text: string) => (textWidth(text) * 11) / 13;

/** The most frequent values of a group in each table as parts of a bar; the group's own value in the table's colour. */
export function ValuesCell({ view, group, row, at, column, width, pointed }: CellOf) {
  const name = column.column?.name ?? "";
  const cell = group.cells[name] as ComparedValues | undefined;
  const names = view.names.value;
  if (!cell) return <span class="dv-null">no values</span>;
  const room = width - MARK_PX;
  return (
    <Lanes>
      {cell.top.map((top, side) => {
        const rows = group.rows[side] ?? 0;
        if (top === null)
          return <MissingLane key={side} side={side} label={`no ${name} in ${names[side]}`} />;
        if (rows === 0) return <MissingLane key={side} side={side} label="no rows" />;
        return (
          <Lane key={side} side={side}>
            <LaneMark side={side} label={names[side] ?? ""} />
            <span class="dv-cg-values">
              {sharesOf(top, rows, group.key[0], room).map((share, part) => {
                const isPointed = pointed?.side === side && pointed.first === part;
                return (
                  // biome-ignore lint/a11y/noStaticElementInteractions: Enter and arrows do the same in the cell
                  // biome-ignore lint/a11y/useKeyWithClickEvents: Enter and arrows do the same in the cell
                  <span
                    key={part}
                    class={`${share.isOwn ? "is-own" : ""} ${isPointed ? "is-pointed" : ""}`}
                    data-part={`${side}/${part}`}
                    data-pointed={isPointed ? "" : undefined}
                    style={{ flex: `${share.count} 1 0` }}
                    onPointerEnter={() => {
                      view.pointed.value = { row, column: at, side, first: part, last: part, byKeys: false };
                    }}
                    onPointerLeave={() => {
                      if (view.pointed.peek()?.byKeys !== true) view.pointed.value = null;
                    }}
                    onClick={() => keepValue(view, group, at)}
                  >
                    {shareLabel(
                      valueText(share),
                      formatCompact(share.count),
                      (share.count / rows) * room,
                      measure,
                    )}
                  </span>
                );
              })}
            </span>
          </Lane>
        );
      })}
    </Lanes>
  );
}

/** A value in words, as a part or a tip says it. */
export function valueText({ value }: ValueShare): string {
  if (value === undefined) return "others";
  if (value === null) return "empty";
  return value === "" ? '""' : String(value);
}

/** The parts of a lane of the cell. */
export function partsOf(view: CellOf["view"], group: ComparedGroup, at: number, side: number): ValueShare[] {
  const laid = view.laid.peek()[at];
  const cell = laid?.column && (group.cells[laid.column.name] as ComparedValues | undefined);
  const top = cell?.top[side];
  const rows = group.rows[side] ?? 0;
  return laid && top && rows > 0 ? sharesOf(top, rows, group.key[0], view.roomIn(laid) - MARK_PX) : [];
}

/** Add the clause for the value that is pointed at, in the table of its lane. */
export function keepValue(view: CellOf["view"], group: ComparedGroup, at: number): void {
  const pointed = view.pointed.peek();
  const column = view.laid.peek()[at]?.column;
  if (!pointed || pointed.side === null || !column) return;
  const share = partsOf(view, group, at, pointed.side)[pointed.first];
  const lane = lanesOf(column, view.tables.peek())[pointed.side];
  if (share?.value === undefined || !lane) return;
  const clause = clauseFor("x", share.value).replace(/^x/, () => laneName(lane));
  view.toggle(clause);
}
