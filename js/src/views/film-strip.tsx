import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { Icon } from "../controls/icon";
import { formatCount, formatNumber } from "../format";
import { pixelRatioOf, Thumbnail, thumbnailsOf } from "../panels/image";
import { Null } from "../panels/nothing";
import type { Row } from "../rows";
import { type Thumbnail as Picture, thumbnailSize } from "../thumbnails";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";
import { FILM_PX, FilmFrames } from "./film-frames";
import { canJudge, judgeRow } from "./judging";
import type { Sheet } from "./sheets";

export interface FilmStripProps {
  column: ColumnInfo;
  /** The column of a row's picture, where that is another one. */
  columnOf?: (cells: Row | undefined) => ColumnInfo;
  position: number;
  count: number;
  /** What is compared in the open row, and so in each of the strip. */
  sheets: readonly Sheet[];
  /** Least overlap of a match. */
  leastIou: number;
  onOpen(position: number): void;
}

/** The rows around the open one, with the value that the table is sorted by. */
export function FilmStrip(props: FilmStripProps) {
  const { column, columnOf, position, count, sheets, leastIou, onOpen } = props;
  const view = useView();
  const small = useMemo(() => onlyTrueMasks(column, sheets), [column, sheets]);
  // The strip knows the boxes of its own column.
  const judged = sheets.filter((sheet) => sheet.column === column);
  const isJudged = canJudge(judged);
  const sortedBy = view.query.value.sort[0]?.by;
  const shownAt = (at: number) => {
    const row = view.rows.rowId(at);
    const cells = view.rows.get(at);
    const own = columnOf?.(cells) ?? column;
    return { row, cells, own, isEmpty: cells?.has(own.name) === true && cells.cell(own.name) === null };
  };
  return (
    <FilmFrames
      position={position}
      count={count}
      onOpen={onOpen}
      picture={(at) => {
        const { row, own, isEmpty } = shownAt(at);
        if (row !== undefined && !isEmpty)
          return <Thumbnail key={row} column={own === column ? small : own} row={row} {...FILM_PX} />;
        return (
          <span
            class="dv-thumb"
            data-status={isEmpty ? "empty" : "waiting"}
            style={{ width: `${FILM_PX.width}px`, height: `${FILM_PX.height}px` }}
          >
            {isEmpty && <Null />}
          </span>
        );
      }}
      note={(at) => {
        const { row, cells, isEmpty } = shownAt(at);
        const value = sortedBy ? cells?.cell(sortedBy) : undefined;
        if (typeof value === "number" || typeof value === "bigint") return <span>{formatNumber(value)}</span>;
        if (row === undefined || isEmpty || !isJudged) return null;
        return <Outcomes column={column} row={row} sheets={judged} leastIou={leastIou} />;
      }}
    />
  );
}

/** The column without the masks of predictions where it has true ones: two over each other are too much at this size. */
function onlyTrueMasks(column: ColumnInfo, sheets: readonly Sheet[]): ColumnInfo {
  const truth = sheets.filter((sheet) => sheet.column === column && sheet.isTruth && sheet.hasMask);
  if (truth.length === 0) return column;
  const layers = column.layers.filter(
    ({ group, kind }) => kind === "box" || truth.some((sheet) => sheet.group === group),
  );
  return { ...column, layers };
}

interface OutcomesProps extends Pick<FilmStripProps, "column" | "sheets" | "leastIou"> {
  row: number;
}

/** What became of the boxes of one row, as few signs as say it. */
function Outcomes({ column, row, sheets, leastIou }: OutcomesProps) {
  const view = useView();
  const [picture, setPicture] = useState<Picture | null>(null);
  const pixelRatio = pixelRatioOf(view).value;
  useLayoutEffect(() => {
    const { state, release } = thumbnailsOf(view).use(column.name, row, thumbnailSize(88, 66, pixelRatio));
    const stop = state.subscribe((value) => setPicture(value.status === "ready" ? value.picture : null));
    return () => {
      stop();
      release();
    };
  }, [view, column, row, pixelRatio]);
  const { scores } = view.overlays.value;
  const counts = useMemo(
    () => picture && judgeRow(sheets, () => picture, scores, leastIou)?.counts,
    [picture, sheets, scores, leastIou],
  );
  if (!counts) return null;
  const { "false positive": wrong, missed } = counts;
  const words = `${counts.matched} matched, ${wrong} false positive, ${missed} missed`;
  return (
    <span class="dv-film-outcomes" role="img" aria-label={words} title={words}>
      {wrong > 0 && (
        <>
          <Icon name="cross" size={10} />
          {formatCount(wrong)}
        </>
      )}
      {missed > 0 && (
        <>
          <Icon name="ring" size={10} />
          {formatCount(missed)}
        </>
      )}
      {wrong + missed === 0 && (
        <>
          <Icon name="check" size={10} />
          all
        </>
      )}
    </span>
  );
}
