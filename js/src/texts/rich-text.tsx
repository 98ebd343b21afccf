import type { CellProps } from "../panels/registry";
import { useView } from "../views/context";
import { addressOf, Link } from "./links";
import { hitsOf, type MarkedPiece, markedPieces, soughtIn } from "./search-marks";

const LINE_PX = 18;
const LETTER_PX = 6.5;
/** Letters that stand before the first hit where a text begins with it. */
const BEFORE = 16;

/** A text in a cell: what the filter looks for is marked and in sight, and an address is a link. */
export function RichText({ column, value, width, height }: CellProps) {
  const { query } = useView();
  const text = String(value);
  const href = addressOf(text);
  if (href) {
    return (
      <span class="dv-text">
        <Link text={text} href={href} />
      </span>
    );
  }
  const lines = linesIn(height);
  const room = Math.ceil((lines * width) / LETTER_PX) + 40;
  const hits = hitsOf(text, soughtIn(query.value.filters, column.name));
  const first = hits[0]?.[0] ?? 0;
  // Where the first hit would not be in sight, the text begins shortly before it.
  const start = first > 0.6 * room ? first - BEFORE : 0;
  const inSight = hits
    .map(([from, to]): [number, number] => [from - start, to - start])
    .filter(([from]) => from >= 0 && from < room);
  const shown = text.slice(start, start + room);
  return (
    <span
      class={lines > 1 ? "dv-text-lines" : "dv-text"}
      style={lines > 1 ? { WebkitLineClamp: lines } : undefined}
      title={text.length > 12 ? text.slice(0, 2000) : undefined}
    >
      {start > 0 && "…"}
      <Marked pieces={markedPieces(shown, inSight)} />
    </span>
  );
}

/** Lines of text that a cell has room for. */
export function linesIn(height: number): number {
  return Math.max(1, Math.floor((height - 4) / LINE_PX));
}

export function Marked({ pieces }: { pieces: readonly MarkedPiece[] }) {
  return (
    <>
      {pieces.map(({ text, isHit }, at) =>
        isHit ? (
          <mark key={at} class="dv-hit">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </>
  );
}
