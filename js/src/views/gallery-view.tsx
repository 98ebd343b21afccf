import { useSignalEffect } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../format";
import { EmptyResult } from "./empty-result";
import { CaptionsButton } from "./gallery-captions";
import { GalleryCard } from "./gallery-card";
import { onGalleryKey } from "./gallery-keys";
import { EDGE_PX, type GalleryLayout, galleryLayoutOf } from "./gallery-layout";
import { ThumbTip, useRowsInSight } from "./grid";
import { GridFoot } from "./grid-foot";
import { cellId } from "./grid-row";
import { spaceHeight } from "./grid-scroll";
import { HeadStrip } from "./head-strip";
import { useTable } from "./table-state";
import "./gallery-view.css";

const EMPTY_PX = 240;
const STRIP_KINDS = new Set(["number", "text", "boolean", "timestamp"]);

/** Rows as pictures with captions: only those in sight exist. */
export function GalleryView() {
  const state = useTable();
  const layout = galleryLayoutOf(state);
  const scroller = useRef<HTMLDivElement>(null);
  const uid = useId();
  useLayoutEffect(() => {
    const el = scroller.current;
    if (!el) return;
    const detach = layout.attach(el);
    layout.revealLine(Math.floor(Math.max(0, state.focused.peek().row) / layout.perLine.peek()));
    state.sight = layout;
    return () => {
      detach();
      state.sight = state.grid;
    };
  }, [layout, state]);
  useRowsInSight(layout, layout.perLine);
  useSamePlace(layout);

  const matched = state.rows.matched.value;
  const perLine = layout.perLine.value;
  const { total } = layout.extent.value;
  const { first, last } = layout.inSight.value;
  const isEmpty = matched === 0 && !state.isLoading.value;
  const focused = Math.max(0, state.focused.value.row);
  const line = Math.floor(focused / perLine);
  const isFocusDrawn = matched > 0 && line >= first && line < last;
  const [id] = state.grid.pinnedNames.value;
  const heads = state.columns.value.filter(
    ({ kind, name }) => STRIP_KINDS.has(kind) && !(kind === "text" && name === id),
  );
  return (
    <>
      {!layout.isNarrow.value && heads.length > 0 && <HeadStrip columns={heads} />}
      <div
        ref={scroller}
        class="dv-grid dv-gallery-view"
        role="grid"
        tabIndex={0}
        aria-label={`${state.info.value?.title ?? "Table"}, ${formatCount(matched)} pictures`}
        aria-rowcount={layout.lines.value}
        aria-colcount={perLine}
        aria-multiselectable="true"
        aria-busy={state.isLoading.value}
        aria-activedescendant={isFocusDrawn ? cellId(uid, focused, 0) : undefined}
        style={{ height: `${(isEmpty ? EMPTY_PX : total) + EDGE_PX}px` }}
        onKeyDown={(event) => {
          if (event.defaultPrevented || event.target !== event.currentTarget) return;
          if (!onGalleryKey(event, state, layout)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div class="dv-grid-space" style={{ height: `${spaceHeight(total)}px` }}>
          {isEmpty ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={layout.width.value} />
              </div>
            </div>
          ) : (
            <Lines layout={layout} uid={uid} />
          )}
        </div>
      </div>
      <GridFoot layout={layout} perLine={perLine}>
        <CaptionsButton layout={layout} />
      </GridFoot>
    </>
  );
}

function Lines({ layout, uid }: { layout: GalleryLayout; uid: string }) {
  const { rows } = useTable();
  const { first, last } = layout.inSight.value;
  const perLine = layout.perLine.value;
  const height = layout.rowHeight.value;
  const base = layout.base.value;
  const matched = rows.matched.value;
  return (
    <div
      class="dv-grid-body"
      role="rowgroup"
      style={{ height: `${Math.min(layout.height.value, layout.extent.value.total)}px` }}
    >
      <ThumbTip layout={layout} perLine={perLine} />
      <div class="dv-grid-layer" role="presentation" style={layout.shift}>
        {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
          const line = first + offset;
          const start = line * perLine;
          return (
            <div
              key={line}
              class="dv-line"
              role="row"
              aria-rowindex={line + 1}
              style={{ top: `${(line - base) * height}px`, height: `${height}px` }}
            >
              {Array.from({ length: Math.min(perLine, matched - start) }, (_, at) => (
                <GalleryCard key={start + at} layout={layout} position={start + at} at={at} uid={uid} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** With another number of cards in a line, the card at the top stays in sight. */
function useSamePlace(layout: GalleryLayout): void {
  const before = useRef({ perLine: layout.perLine.peek(), height: layout.rowHeight.peek() });
  useSignalEffect(() => {
    const now = { perLine: layout.perLine.value, height: layout.rowHeight.value };
    const { perLine, height } = before.current;
    before.current = now;
    if (now.perLine === perLine && now.height === height) return;
    const position = (layout.top.peek() / height) * perLine;
    layout.setTop(Math.floor(position / now.perLine) * now.height);
  });
}
