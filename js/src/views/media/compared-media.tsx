import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useRef } from "preact/hooks";
import { kindOf, type ViewerProps } from "../../media/kinds";
import type { Row } from "../../rows";
import type { ColumnInfo } from "../../wire";
import type { OpenPicture } from "../context";
import { MediaFrame } from "./media-frame";
import { MediaStage } from "./media-stage";

/** One of the tables whose media are beside each other. */
export interface MediaSide {
  label: string;
  /** Null where the table has no such column. */
  column: ColumnInfo | null;
  /** Why it has nothing to show, of the open row's cell; null where it has. */
  gone(cell: unknown): string | null;
}

export interface ComparedMediaProps {
  open: OpenPicture;
  column: ColumnInfo;
  sides: readonly MediaSide[];
  /** Columns whose values stand under the media. */
  values: readonly ColumnInfo[];
  Mark: ComponentType<{ side: number }>;
}

type Keys = ViewerProps["keys"];

/** The media that several tables have for one row, each as large as its share of the view. */
export function ComparedMedia({ open, column, sides, values, Mark }: ComparedMediaProps) {
  const item = useSignal(open.item ?? 0);
  const items = useSignal(1);
  const panes = useRef<HTMLDivElement>(null);
  const keys = useRef<Keys[]>([]);
  const keysOf = (side: number): Keys => {
    keys.current[side] ??= { current: null };
    return keys.current[side];
  };
  // Keys go to the pane that has the focus, else to the first that takes any.
  const own = useRef((event: KeyboardEvent) => {
    const all = [...(panes.current?.children ?? [])];
    const { activeElement } = (panes.current?.getRootNode() ?? document) as Document | ShadowRoot;
    const at = all.findIndex((pane) => pane.contains(activeElement));
    const first = keys.current.findIndex((each) => each?.current);
    return keys.current[at >= 0 ? at : first]?.current?.(event) ?? false;
  });
  const firstOf = (row: Row) =>
    sides.find((side) => side.column && !side.gone(row.cell(column.name)))?.column;
  return (
    <MediaFrame
      open={open}
      column={column}
      noun={kindOf(column.media ?? "").noun}
      hints={kindOf(column.media ?? "").hints}
      keys={own}
      item={item}
      items={items}
      values={values}
      shownColumn={(row) => firstOf(row) ?? null}
      stage={(row) => (
        <div ref={panes} class="dv-media-sides" style={{ "--dv-panes": sides.length }}>
          {sides.map((side, at) => (
            <section key={at} class={`dv-media-side dv-t${at % 8}`} aria-label={side.label}>
              <h4 class="dv-media-side-head">
                <Mark side={at} />
                <span class="dv-text">{side.label}</span>
              </h4>
              <MediaStage
                column={side.column ?? column}
                row={row}
                gone={row ? (side.column ? side.gone(row.cell(column.name)) : "no such column") : null}
                item={item}
                items={items}
                keys={keysOf(at)}
              />
            </section>
          ))}
        </div>
      )}
    />
  );
}
