import { useMemo } from "preact/hooks";
import { Null } from "../../panels/nothing";
import type { Row } from "../../rows";
import { useView } from "../../views/context";
import type { HistogramValue } from "../../views/histogram-shape";
import { changes } from "../../views/word-diff";
import type { ColumnInfo } from "../../wire";
import { Changes } from "../difference";
import { valueOfCell } from "../json-lines";
import { JsonTree } from "../json-tree";
import { Link } from "../links";
import { Markdown } from "../markdown";
import { Marked } from "../rich-text";
import { hitsOf, markedPieces, soughtIn } from "../search-marks";
import { numbersOf } from "../spark";
import { HistogramPlot } from "./histogram-plot";
import { type Mode, textOf } from "./modes";
import { NumberPlot } from "./number-plot";

/** More letters than this are slow to lay out; the rest is told, and copied with the others. */
const LONGEST = 1_000_000;
const ADDRESSES = /https?:\/\/[^\s<>"'`)\]]+/g;

export interface ReaderBodyProps {
  column: ColumnInfo;
  row: Row;
  mode: Mode;
  /** The column that a text is compared with. */
  other: string | null;
  width: number;
}

/** What is read, in one of the ways. */
export function ReaderBody({ column, row, mode, other, width }: ReaderBodyProps) {
  const value = row.cell(column.name);
  if (value === null || value === undefined) {
    return (
      <p class="dv-reader-note">
        Row {row.id + 1} has {value === null ? <Null /> : "nothing"} in {column.name}.
      </p>
    );
  }
  switch (mode) {
    case "plot":
      return column.type === "histogram" ? (
        <HistogramPlot key={row.id} cell={value as HistogramValue} name={column.name} width={width} />
      ) : (
        <NumberPlot key={row.id} numbers={numbersOf(value)} name={column.name} width={width} />
      );
    case "markdown":
      return <Markdown text={String(value).slice(0, LONGEST)} />;
    case "json":
      return <JsonTree key={row.id} column={column} value={valueOfCell(value, column.kind)} />;
    case "difference":
      return (
        <Difference
          text={String(value)}
          other={other}
          before={other === null ? undefined : row.cell(other)}
        />
      );
    default:
      return <Plain column={column} text={textOf(value, column.kind)} />;
  }
}

/** A text with what the filter looks for marked, and addresses as links. */
function Plain({ column, text }: { column: ColumnInfo; text: string }) {
  const { query } = useView();
  const filters = query.value.filters;
  const shown = text.slice(0, LONGEST);
  const pieces = useMemo(
    () => markedPieces(shown, hitsOf(shown, soughtIn(filters, column.name))),
    [shown, filters, column.name],
  );
  if (text === "") return <p class="dv-reader-note">A text of no length.</p>;
  return (
    <>
      {pieces.map((piece, at) =>
        piece.isHit ? <Marked key={at} pieces={[piece]} /> : <Linked key={at} text={piece.text} />,
      )}
      {text.length > LONGEST && (
        <p class="dv-reader-note">{`${(text.length - LONGEST).toLocaleString("en-US")} letters more; Copy has them all.`}</p>
      )}
    </>
  );
}

function Linked({ text }: { text: string }) {
  const links = [...text.matchAll(ADDRESSES)].map(({ index, 0: href }): [number, string] => [
    index,
    href.replace(/[.,;:!?]+$/, ""),
  ]);
  if (links.length === 0) return <>{text}</>;
  return (
    <>
      {links.map(([from, href], at) => {
        const [before, last] = links[at - 1] ?? [0, ""];
        return (
          <>
            {text.slice(before + last.length, from)}
            <Link text={href} href={href} />
          </>
        );
      })}
      {text.slice((links.at(-1)?.[0] ?? 0) + (links.at(-1)?.[1].length ?? 0))}
    </>
  );
}

function Difference({ text, other, before }: { text: string; other: string | null; before: unknown }) {
  const found = useMemo(() => (typeof before === "string" ? changes(before, text) : null), [before, text]);
  if (!found) {
    const words =
      before === null
        ? `${other} is null in this row.`
        : `${other} is not among the columns shown: show it first.`;
    return (
      <>
        <p class="dv-reader-note">{words}</p>
        {text}
      </>
    );
  }
  const count = (kind: string) =>
    found
      .filter((change) => change.kind === kind)
      .reduce((sum, change) => sum + change.text.trim().split(/\s+/).filter(Boolean).length, 0);
  const [more, less] = [count("new"), count("gone")];
  return (
    <>
      <p class="dv-reader-note">
        {more + less === 0 ? (
          `The same words as in ${other}.`
        ) : (
          <>
            Beside {other}: <ins class="dv-ins">{`${more} ${more === 1 ? "word" : "words"} more`}</ins>,{" "}
            <del class="dv-del">{`${less} ${less === 1 ? "word" : "words"} gone`}</del>
          </>
        )}
      </p>
      <Changes found={found} />
    </>
  );
}
