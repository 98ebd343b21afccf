import { useRef } from "preact/hooks";
import { type CellPlace, isCell, isSamePlace, type MatrixPlace } from "./clauses";
import { className } from "./matrix-values";
import type { CellLook } from "./shown-matrix";
import "./matrix.css";

export interface MatrixCell extends CellLook {
  /** All that the cell says, for screen readers. */
  label: string;
}

export interface MatrixHeads {
  /** Which rows a whole row or column of the matrix has; null where they cannot be picked. */
  label(place: MatrixPlace): string | null;
  onPick(place: MatrixPlace, event: MouseEvent): void;
}

export interface MatrixProps {
  label: string;
  /** Shown names of the classes, and in which order they stand; both axes have the same. */
  classes: readonly string[];
  order: readonly number[];
  axes: { truth: string; prediction: string };
  /** Head of the last column; null leaves that column out. */
  below: string | null;
  cell(row: number, column: number): MatrixCell;
  /** Names of classes are buttons with this. */
  heads?: MatrixHeads | undefined;
  focus: CellPlace | null;
  picked: readonly MatrixPlace[];
  onHover(place: CellPlace | null): void;
  onPick(place: CellPlace, event: MouseEvent | KeyboardEvent): void;
  /** Height of a row, in px. */
  rowPx: number;
}

/** What stands over a matrix of few classes wants so much, in px. */
const LEAST_WIDTH = 456;

/** Width of a matrix whose cells have all the room they want, in px; `.dv-matrix` has the parts. */
export function matrixWidth(classes: number, hasBelow: boolean): number {
  return Math.max(LEAST_WIDTH, 92 + 37 * classes + (hasBelow ? 56 : 0));
}

/** True classes down, predicted classes across, numbers in the cells. Arrows go from cell to cell, and to the
 * names where these are buttons; Enter picks. */
export function Matrix(props: MatrixProps) {
  const { classes, order, below, focus, picked } = props;
  const grid = useRef<HTMLDivElement>(null);
  const columns = below === null ? [...order] : [...order, classes.length];
  // One stop for the whole grid: where the keys are, or the picked cell, or the first.
  const stop = focus ?? picked.find(isCell) ?? { row: order[0] ?? 0, column: order[0] ?? 0 };
  // Before the first of each axis are the heads.
  const go = (row: number, column: number) => {
    const place = { row: order[row] ?? null, column: columns[column] ?? null };
    grid.current?.querySelector<HTMLElement>(`[data-cell="${placeKey(place)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = (event.target as HTMLElement).dataset.cell?.split(",");
    if (!at || event.ctrlKey || event.metaKey) return;
    // A head has no row, or no column.
    const [row, column] = at.map((index) => (index === "" ? -1 : Number(index))) as [number, number];
    const isHead = row < 0 || column < 0;
    const y = order.indexOf(row);
    const x = columns.indexOf(column);
    const last = columns.length - 1;
    const to = {
      ArrowUp: [Math.max(-1, y - 1), x],
      ArrowDown: [Math.min(order.length - 1, y + 1), x],
      ArrowLeft: [y, Math.max(-1, x - 1)],
      ArrowRight: [y, Math.min(last, x + 1)],
      Home: [y, 0],
      End: [y, last],
    }[event.key];
    if (to) go(to[0] as number, to[1] as number);
    // The button in a head takes Enter by itself.
    else if (!isHead && (event.key === "Enter" || event.key === " ")) props.onPick({ row, column }, event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={grid}
      class="dv-matrix"
      role="grid"
      aria-label={props.label}
      aria-multiselectable
      style={{ "--dv-classes": classes.length, "--dv-matrix-row": `${props.rowPx}px` }}
      data-below={below === null ? undefined : ""}
      onKeyDown={onKeyDown}
      onPointerLeave={() => props.onHover(null)}
    >
      <div role="row">
        <div class="dv-matrix-axes" role="columnheader">
          <span>{props.axes.truth} ↓</span>
          <span class="dv-optional">{props.axes.prediction} →</span>
        </div>
        {columns.map((column) => (
          <div
            key={column}
            role="columnheader"
            class={`dv-matrix-column ${focus?.column === column ? "is-on" : ""}`}
            title={classes[column]}
          >
            <Head
              heads={props.heads}
              picked={picked}
              place={{ row: null, column }}
              text={column < classes.length ? className(classes[column]) : (below ?? "")}
            />
          </div>
        ))}
      </div>
      {order.map((row) => (
        <div key={row} role="row">
          <div
            role="rowheader"
            class={`dv-matrix-name ${focus?.row === row ? "is-on" : ""}`}
            title={classes[row]}
          >
            <Head
              heads={props.heads}
              picked={picked}
              place={{ row, column: null }}
              text={className(classes[row])}
            />
          </div>
          {columns.map((column) => {
            const { text, ground, label } = props.cell(row, column);
            const isPicked = picked.some((place) => isSamePlace(place, { row, column }));
            const isStop = stop.row === row && stop.column === column;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys
              <div
                key={column}
                role="gridcell"
                class={column === classes.length ? "dv-matrix-cell is-below" : "dv-matrix-cell"}
                tabIndex={isStop ? 0 : -1}
                data-cell={placeKey({ row, column })}
                // What is written is part of the name, as those say it who steer by voice.
                aria-label={label.includes(text) ? label : `${label}, ${text}`}
                aria-selected={isPicked}
                style={ground ? { background: ground } : undefined}
                onPointerEnter={() => props.onHover({ row, column })}
                onFocus={() => props.onHover({ row, column })}
                onBlur={() => props.onHover(null)}
                onClick={(event) => props.onPick({ row, column }, event)}
              >
                {text}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** How a place is found in the page again; a head has one of the two. */
const placeKey = ({ row, column }: MatrixPlace) => `${row ?? ""},${column ?? ""}`;

interface HeadProps extends Pick<MatrixProps, "heads" | "picked"> {
  place: MatrixPlace;
  text: string;
}

/** The name of a class at an axis; where its rows can be picked, a button. */
function Head({ heads, picked, place, text }: HeadProps) {
  const label = heads?.label(place) ?? null;
  if (!heads || label === null) return <span class="dv-text">{text}</span>;
  const isPicked = picked.some((one) => isSamePlace(one, place));
  return (
    <button
      type="button"
      class="dv-text"
      tabIndex={-1}
      data-cell={placeKey(place)}
      aria-label={label}
      aria-pressed={isPicked}
      title={`${label}. Click ${isPicked ? "again to let them go" : "to see them"}`}
      onClick={(event) => heads.onPick(place, event)}
    >
      {text}
    </button>
  );
}
