import type { Signal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { formatCount, formatNumber } from "../../format";
import type { MediaKind, ViewerProps } from "../../media/kinds";
import { MediaStills } from "../../media/media-cell";
import { Null } from "../../panels/nothing";
import type { Row } from "../../rows";
import type { ColumnInfo } from "../../wire";
import { type OpenPicture, useView } from "../context";
import { FILM_PX, FilmFrames } from "../film-frames";
import { closePicture, stepPicture } from "../open-picture";
import { useOpenRow } from "../open-row";
import { RowBar } from "../row-bar";
import { RowValues } from "../row-values";
import { Hint, HintLine } from "../viewer-hint";
import { onMediaKey } from "./media-keys";
import "./media-viewer.css";

export interface MediaFrameProps {
  open: OpenPicture;
  column: ColumnInfo;
  /** What is open, in a word. */
  noun: string;
  hints: MediaKind["hints"];
  /** What the viewers in it do with keys. */
  keys: ViewerProps["keys"] | RefObject<(event: KeyboardEvent) => boolean>;
  /** The item of its list that is shown, and how many the row has. */
  item: Signal<number>;
  items: Signal<number>;
  /** The column whose media a row has in the film strip; null where it has none. */
  shownColumn(row: Row): ColumnInfo | null;
  stage(row: Row | undefined): ComponentChildren;
  /** At the right of the bar. */
  actions?(row: Row): ComponentChildren;
  /** Columns whose values stand under it; those of the table unless given. */
  values?: readonly ColumnInfo[];
  /** Which medium is open, in words; of a table its row. */
  wordsOf?: ((position: number) => string) | undefined;
  /** What closing leads to; a table unless given. */
  back?: string | undefined;
}

/** What is around open media: the bar, the values of the row, the rows beside it, and the keys. */
export function MediaFrame(props: MediaFrameProps) {
  const { open, column, noun, hints, keys, item, items, wordsOf, back = "Table" } = props;
  const view = useView();
  const { root, position, count } = useOpenRow(open);
  const row = view.rows.get(position);
  const close = () => closePicture(view, root.current);
  const step = (by: number) => stepPicture(view, by);
  const stepItem = (by: number) => {
    item.value = Math.max(0, Math.min(items.peek() - 1, item.peek() + by));
  };
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`${noun} ${formatCount(position + 1)} of ${formatCount(count)}, column ${column.name}`}
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
        {row && props.actions?.(row)}
      </RowBar>
      {props.stage(row)}
      <RowValues
        column={column}
        row={row}
        caption={null}
        {...(props.values ? { columns: props.values } : {})}
      />
      {count > 1 && (
        <FilmFrames
          position={position}
          count={count}
          onOpen={(to) => {
            view.viewer.value = { ...open, position: to };
          }}
          picture={(at) => <Frame at={at} shownColumn={props.shownColumn} />}
          note={(at) => (wordsOf ? <span>{wordsOf(at)}</span> : <SortedBy at={at} />)}
        />
      )}
      <HintLine>
        <Hint keys={["←", "→"]} text={wordsOf ? noun : "row"} />
        {items.value > 1 && <Hint keys={["[", "]"]} text="item of the list" />}
        {hints?.map(({ keys, text }) => (
          <Hint key={text} keys={keys} text={text} />
        ))}
        <Hint keys={["esc"]} text={back.toLowerCase()} />
      </HintLine>
    </section>
  );
}

/** The value that the table is sorted by, of a row of the film strip. */
function SortedBy({ at }: { at: number }) {
  const { query, rows } = useView();
  const by = query.value.sort[0]?.by;
  const value = by === undefined ? undefined : rows.get(at)?.cell(by);
  if (typeof value !== "number" && typeof value !== "bigint") return null;
  return <span>{formatNumber(value)}</span>;
}

/** A row of the film strip. */
function Frame({ at, shownColumn }: { at: number } & Pick<MediaFrameProps, "shownColumn">) {
  const { rows } = useView();
  const row = rows.get(at);
  const column = row && shownColumn(row);
  if (row && column) return <MediaStills key={row.id} column={column} row={row.id} {...FILM_PX} />;
  return (
    <span
      class="dv-media"
      data-status={row ? "empty" : "waiting"}
      style={{ width: `${FILM_PX.width}px`, height: `${FILM_PX.height}px` }}
    >
      {row && <Null />}
    </span>
  );
}
