import { useRef } from "preact/hooks";
import type { CellPlace } from "./clauses";
import { className } from "./matrix-values";
import type { CellLook } from "./shown-matrix";
import "./matrix.css";

export interface MatrixCell extends CellLook {
  /** All that the cell says, for screen readers. */
  label: string;
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
  focus: CellPlace | null;
  picked: readonly CellPlace[];
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

/** True classes down, predicted classes across, numbers in the cells. Arrows go from cell to cell, Enter picks. */
export function Matrix(props: MatrixProps) {
  const { classes, order, below, focus, picked } = props;
  const grid = useRef<HTMLDivElement>(null);
  const columns = below === null ? [...order] : [...order, classes.length];
  // One stop for the whole grid: where the keys are, or the picked cell, or the first.
  const stop = focus ?? picked[0] ?? { row: order[0] ?? 0, column: order[0] ?? 0 };
  const go = (row: number, column: number) => {
    const place = { row: order[row] as number, column: columns[column] as number };
    grid.current?.querySelector<HTMLElement>(`[data-cell="${place.row},${place.column}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = (event.target as HTMLElement).dataset.cell?.split(",").map(Number);
    if (!at || event.ctrlKey || event.metaKey) return;
    const place = { row: at[0] as number, column: at[1] as number };
    const row = order.indexOf(place.row);
    const column = columns.indexOf(place.column);
    const last = columns.length - 1;
    const to = {
      ArrowUp: [Math.max(0, row - 1), column],
      ArrowDown: [Math.min(order.length - 1, row + 1), column],
      ArrowLeft: [row, Math.max(0, column - 1)],
      ArrowRight: [row, Math.min(last, column + 1)],
      Home: [row, 0],
      End: [row, last],
    }[event.key];
    if (to) go(to[0] as number, to[1] as number);
    else if (event.key === "Enter" || event.key === " ") props.onPick(place, event);
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
            <span>{column < classes.length ? className(classes[column]) : below}</span>
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
            <span class="dv-text">{className(classes[row])}</span>
          </div>
          {columns.map((column) => {
            const { text, ground, label } = props.cell(row, column);
            const isPicked = picked.some((place) => place.row === row && place.column === column);
            const isStop = stop.row === row && stop.column === column;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys
              <div
                key={column}
                role="gridcell"
                class={column === classes.length ? "dv-matrix-cell is-below" : "dv-matrix-cell"}
                tabIndex={isStop ? 0 : -1}
                data-cell={`${row},${column}`}
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
