import { Icon } from "../controls/icon";
import { MediaThumbnail } from "../panels/media";
import { panelFor } from "../panels/registry";
import { isMedia } from "../panels/visual";
import type { Row } from "../rows";
import type { ColumnInfo } from "../wire";
import { DividedPicture } from "./divided-picture";
import { CARD_PAD_PX, captionLines, type GalleryLayout } from "./gallery-layout";
import { cellId, Tick } from "./grid-row";
import { useTable } from "./table-state";

export interface GalleryCardProps {
  layout: GalleryLayout;
  position: number;
  /** Place in its line. */
  at: number;
  uid: string;
}

/** One row as its picture, with a few of its values. */
export function GalleryCard({ layout, position, at, uid }: GalleryCardProps) {
  const state = useTable();
  const row = state.rows.get(position);
  const column = layout.column.value;
  const isSelected = row !== undefined && state.selectedSet.value.has(row.id);
  const isFocused = state.focused.value.row === position;
  const width = layout.cardWidth.value;
  const value = column && row?.has(column.name) ? row.cell(column.name) : undefined;
  const open = () => {
    if (!column || !value) return;
    state.focused.value = { ...state.focused.peek(), row: position };
    state.viewer.value = { column: column.name, position };
  };
  const names = ["dv-card"];
  if (isSelected) names.push("is-selected");
  if (isFocused) names.push("is-focused");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the card opens it, and the gallery takes the keys
    <div
      id={cellId(uid, position, 0)}
      class={names.join(" ")}
      role="gridcell"
      aria-colindex={at + 1}
      aria-selected={isSelected}
      style={{ left: `${layout.leftOf(at)}px`, width: `${width}px`, height: `${layout.cardHeight}px` }}
      onPointerDown={(event) => {
        const from = state.focused.peek().row;
        state.focused.value = { ...state.focused.peek(), row: position };
        if (!event.shiftKey) state.picking.rest();
        else if (!(event.target as Element).closest("button")) state.picking.extend(from, position);
      }}
      onClick={(event) => !event.shiftKey && open()}
    >
      {row && column ? (
        <Picture
          column={column}
          row={row}
          value={value}
          width={width - 2 * CARD_PAD_PX}
          height={layout.pictureHeight.value}
        />
      ) : (
        <span class="dv-skeleton" style={{ width: "100%", height: `${layout.pictureHeight.value}px` }} />
      )}
      {row && <Tick position={position} isTicked={isSelected} />}
      {Boolean(value) && (
        <button type="button" class="dv-open" tabIndex={-1} title="Open (Enter)" aria-label="Open">
          <Icon name="expand" />
        </button>
      )}
      {row && <Captions row={row} captions={layout.captions.value} />}
    </div>
  );
}

interface PictureProps {
  column: ColumnInfo;
  row: Row;
  value: unknown;
  width: number;
  height: number;
}

function Picture({ column, row, value, width, height }: PictureProps) {
  if (value && isMedia(column))
    return <MediaThumbnail column={column} row={row.id} width={width} height={height} />;
  if (value) return <DividedPicture column={column} row={row.id} width={width} height={height} />;
  const { Cell } = panelFor(column, undefined);
  return (
    <span class="dv-card-none" style={{ height: `${height}px` }}>
      <Cell column={column} value={value} row={row.id} width={width} height={height} summary={undefined} />
    </span>
  );
}

function Captions({ row, captions }: { row: Row; captions: ColumnInfo[] }) {
  if (captions.length === 0) return null;
  return (
    <div class="dv-captions">
      {captionLines(captions).map((line, at) => (
        <div key={at} class={at === 0 ? "dv-captions-first" : "dv-captions-more"}>
          {line.map((column) => (
            <Caption key={column.name} column={column} row={row} isNamed={at > 0} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** A value as its cell shows it; a number under the first line goes with its name, which it does not tell by itself. */
function Caption({ column, row, isNamed }: { column: ColumnInfo; row: Row; isNamed: boolean }) {
  const { query, summaries } = useTable();
  const { name, kind } = column;
  const { Cell } = panelFor(column, kind === "number" ? "value" : query.value.panels[name]);
  const value = row.has(name) ? row.cell(name) : null;
  const hasName = isNamed && kind !== "text";
  return (
    <span class={kind === "number" ? "dv-caption-value is-end" : "dv-caption-value"} title={name}>
      {hasName && <small class="dv-quiet">{name}</small>}
      <Cell
        column={column}
        value={value}
        row={row.id}
        width={120}
        height={20}
        summary={summaries.value[name]}
      />
    </span>
  );
}
