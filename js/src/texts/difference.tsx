import { useMemo } from "preact/hooks";
import { type CellProps, chosenPanel } from "../panels/registry";
import { useView, type ViewContext } from "../views/context";
import { type Change, changes } from "../views/word-diff";
import { linesIn } from "./rich-text";
import "./difference.css";

/** Of longer texts a cell compares the beginnings. */
const LONGEST_IN_CELL = 4000;

/** The column that a text is compared with: the one that was chosen. */
export function comparedWith({ query }: ViewContext, column: string): string | null {
  const choice = chosenPanel(query.value.panels[column], "cell");
  return choice?.startsWith("difference:") ? choice.slice("difference:".length) : null;
}

export function Changes({ found }: { found: readonly Change[] }) {
  return (
    <>
      {found.map(({ kind, text }, at) =>
        kind === "same" ? text : <OneChange key={at} kind={kind} text={text} />,
      )}
    </>
  );
}

/** The space behind it is no part of what is marked. */
function OneChange({ kind, text }: Change) {
  const words = text.trimEnd();
  const space = text.slice(words.length);
  return kind === "new" ? (
    <>
      <ins class="dv-ins">{words}</ins>
      {space}
    </>
  ) : (
    <>
      <del class="dv-del">{words}</del>
      {space}
    </>
  );
}

/** A text beside that of another column: what it has more is underlined, what it lacks is struck through. */
export function DifferenceCell({ column, value, cells, height }: CellProps) {
  const view = useView();
  const other = comparedWith(view, column.name);
  const before = other === null ? undefined : cells?.cell(other);
  const text = String(value);
  const found = useMemo(
    () =>
      typeof before === "string"
        ? changes(before.slice(0, LONGEST_IN_CELL), text.slice(0, LONGEST_IN_CELL))
        : null,
    [before, text],
  );
  const lines = linesIn(height);
  const note = before === null ? `${other} is null here` : `${other} is not among the columns shown`;
  const isSame = found?.every(({ kind }) => kind === "same");
  return (
    <span
      class={lines > 1 ? "dv-text-lines" : "dv-text"}
      style={lines > 1 ? { WebkitLineClamp: lines } : undefined}
      title={found ? (isSame ? `the same as ${other}` : `compared with ${other}`) : note}
    >
      {isSame && <span class="dv-same">= </span>}
      {found ? <Changes found={aroundFirst(found)} /> : text}
    </span>
  );
}

const BEFORE = 48;

/** Changes with as much of what is the same before the first as leaves it in sight. */
export function aroundFirst(found: readonly Change[]): Change[] {
  const [first, ...rest] = found;
  if (first?.kind !== "same" || rest.length === 0 || first.text.length <= BEFORE) return [...found];
  const cut = first.text.slice(-BEFORE);
  return [{ kind: "same", text: `…${cut.slice(Math.max(0, cut.search(/\s/)))}` }, ...rest];
}
