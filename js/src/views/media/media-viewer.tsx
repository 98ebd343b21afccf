import { signal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { formatCount, formatNumber } from "../../format";
import type { ViewerProps } from "../../media/kinds";
import { kindOf } from "../../media/kinds";
import { MediaStills } from "../../media/media-cell";
import { Null } from "../../panels/nothing";
import type { ColumnInfo } from "../../wire";
import { type OpenPicture, useView } from "../context";
import { FILM_PX, FilmFrames } from "../film-frames";
import { closePicture, stepPicture } from "../open-picture";
import { useOpenRow } from "../open-row";
import { RowBar } from "../row-bar";
import { RowValues } from "../row-values";
import { Hint, HintLine } from "../viewer-hint";
import { onMediaKey } from "./media-keys";
import { hasNoMedium, MediaStage } from "./media-stage";
import { SaveButton } from "./save-button";
import "./media-viewer.css";

export interface MediaViewerProps {
  /** Which medium is open, in words; of a table its row. */
  wordsOf?(position: number): string;
  /** What closing leads to; a table unless given. */
  back?: string;
}

interface OpenMediumProps {
  open: OpenPicture;
  column: ColumnInfo;
}

/** The open medium on the whole of the view; nothing while none is open. */
export function MediaViewer(props: MediaViewerProps) {
  const view = useView();
  const open = view.viewer.value;
  const column = view.info.value?.columns.find(({ name }) => name === open?.column);
  return open && column ? <OpenMedium key={column.name} open={open} column={column} {...props} /> : null;
}

function OpenMedium({ open, column, wordsOf, back = "Table" }: MediaViewerProps & OpenMediumProps) {
  const view = useView();
  const { root, position, count } = useOpenRow(open);
  const keys: ViewerProps["keys"] = useRef(null);
  const row = view.rows.get(position);
  // The same place in the list of each row, so that rows are compared item by item.
  const item = useMemo(() => signal(open.item ?? 0), []);
  const kind = kindOf(column.media ?? "");
  const close = () => closePicture(view, root.current);
  const step = (by: number) => stepPicture(view, by);
  const items = useMemo(() => signal(1), []);
  const stepItem = (by: number) => {
    item.value = Math.max(0, Math.min(items.peek() - 1, item.peek() + by));
  };
  const sortedBy = view.query.value.sort[0]?.by;
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`${kind.noun} ${formatCount(position + 1)} of ${formatCount(count)}, column ${column.name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that step and play
      tabIndex={0}
      onKeyDown={(event) => onMediaKey(event, root.current, { own: keys.current, step, stepItem, close })}
    >
      <RowBar
        column={column.name}
        words={row && (wordsOf?.(position) ?? `row ${formatCount(row.id + 1)}`)}
        back={back}
        position={position}
        count={count}
        onClose={close}
        onStep={step}
      >
        {row && !hasNoMedium(row, column.name) && (
          <SaveButton
            source={{ view, column: column.name, row: row.id, index: Math.min(item.value, items.value - 1) }}
          />
        )}
      </RowBar>
      <MediaStage column={column} row={row} item={item} items={items} keys={keys} />
      <RowValues column={column} row={row} caption={null} />
      {count > 1 && (
        <FilmFrames
          position={position}
          count={count}
          onOpen={(to) => {
            view.viewer.value = { ...open, position: to };
          }}
          picture={(at) => <Frame column={column} at={at} />}
          note={(at) => {
            if (wordsOf) return <span>{wordsOf(at)}</span>;
            const cells = view.rows.get(at);
            const value = sortedBy === undefined ? undefined : cells?.cell(sortedBy);
            return typeof value === "number" || typeof value === "bigint" ? (
              <span>{formatNumber(value)}</span>
            ) : null;
          }}
        />
      )}
      <HintLine>
        <Hint keys={["←", "→"]} text={wordsOf ? kind.noun : "row"} />
        {items.value > 1 && <Hint keys={["[", "]"]} text="item of the list" />}
        {kind.hints?.map(({ keys, text }) => (
          <Hint key={text} keys={keys} text={text} />
        ))}
        <Hint keys={["esc"]} text={back.toLowerCase()} />
      </HintLine>
    </section>
  );
}

/** A row of the film strip. */
function Frame({ column, at }: { column: ColumnInfo; at: number }) {
  const { rows } = useView();
  const row = rows.rowId(at);
  const cells = rows.get(at);
  const isEmpty = cells !== undefined && hasNoMedium(cells, column.name);
  if (row !== undefined && !isEmpty) return <MediaStills key={row} column={column} row={row} {...FILM_PX} />;
  return (
    <span
      class="dv-media"
      data-status={isEmpty ? "empty" : "waiting"}
      style={{ width: `${FILM_PX.width}px`, height: `${FILM_PX.height}px` }}
    >
      {isEmpty && <Null />}
    </span>
  );
}
