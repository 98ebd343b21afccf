import type { ComponentChildren } from "preact";
import { Icon } from "../../../controls/icon";
import { formatCount } from "../../../format";
import type { ClassFigure, ClassSort } from "./class-order";
import { className, shortCount } from "./matrix-values";
import { ScoreLanes } from "./score-lane";
import "./class-table.css";

/** One column of figures: per table and class, and their mean. */
export interface FigureColumn {
  figure: ClassFigure;
  label: string;
  title?: string;
  sides: readonly (readonly (number | null)[])[];
  mean: readonly (number | null)[];
}

export interface ClassTableProps {
  label: string;
  classes: readonly string[];
  order: readonly number[];
  /** Rows, or pixels, of each class. */
  counts: readonly number[];
  countLabel: string;
  columns: readonly FigureColumn[];
  sort: ClassSort;
  onSort(figure: ClassFigure): void;
  /** Index of the class that is chosen, or null. */
  chosen: number | null;
  onChoose(index: number): void;
  /** What choosing does, for the tooltip of a row. */
  chooseWords: string;
  /** The class under the pointer in the matrix beside it. */
  hover: number | null;
  rowPx: number;
  /** Digits after the point. */
  digits?: number;
  /** One more cell per class, after its count. */
  extra?: { label: string; cell(index: number): ComponentChildren } | undefined;
}

/** Figures of every class: rows in the order of the matrix beside them, lanes per table. */
export function ClassTable(props: ClassTableProps) {
  const { classes, order, counts, columns, sort, chosen, hover, extra, digits = 3 } = props;
  return (
    <div
      class="dv-class-table"
      role="table"
      aria-label={props.label}
      style={{ "--dv-figures": columns.length, "--dv-matrix-row": `${props.rowPx}px` }}
      data-extra={extra ? "" : undefined}
    >
      <div role="row">
        <div role="columnheader" class="dv-class-count">
          <SortHead label={props.countLabel} figure="rows" sort={sort} onSort={props.onSort} />
        </div>
        {extra && (
          <div role="columnheader" class="dv-class-extra">
            {extra.label}
          </div>
        )}
        {columns.map(({ figure, label, title }) => (
          <div key={figure} role="columnheader" aria-sort={ariaSort(sort, figure)} title={title}>
            <SortHead label={label} figure={figure} sort={sort} onSort={props.onSort} />
          </div>
        ))}
      </div>
      {order.map((index) => {
        const name = className(classes[index]);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside does the same
          <div
            key={index}
            role="row"
            class={`dv-class-row ${chosen === index ? "is-chosen" : ""} ${hover === index ? "is-on" : ""}`}
            onClick={(event) => {
              if (!(event.target as Element).closest("input, button")) props.onChoose(index);
            }}
          >
            <div role="rowheader" class="dv-class-count">
              <button
                type="button"
                aria-pressed={chosen === index}
                title={`${name}, ${formatCount(counts[index] ?? 0)} ${props.countLabel}: ${props.chooseWords}`}
                onClick={() => props.onChoose(index)}
              >
                <span class="dv-class-name dv-text">{name}</span>{" "}
                <small>{shortCount(counts[index] ?? 0)}</small>
              </button>
            </div>
            {extra && (
              <div role="cell" class="dv-class-extra">
                {extra.cell(index)}
              </div>
            )}
            {columns.map(({ figure, sides }) => (
              <div key={figure} role="cell">
                <ScoreLanes values={sides.map((side) => side[index] ?? null)} digits={digits} />
              </div>
            ))}
          </div>
        );
      })}
      <div role="row" class="dv-class-row is-mean">
        <div role="rowheader" class="dv-class-count">
          mean
        </div>
        {extra && <div role="cell" class="dv-class-extra" />}
        {columns.map(({ figure, mean }) => (
          <div key={figure} role="cell">
            <ScoreLanes values={mean} digits={digits} />
          </div>
        ))}
      </div>
    </div>
  );
}

function ariaSort(sort: ClassSort, figure: ClassFigure): "ascending" | "descending" | undefined {
  return sort === figure ? "ascending" : sort === `-${figure}` ? "descending" : undefined;
}

interface SortHeadProps {
  label: string;
  figure: ClassFigure;
  sort: ClassSort;
  onSort(figure: ClassFigure): void;
}

function SortHead({ label, figure, sort, onSort }: SortHeadProps) {
  const way = ariaSort(sort, figure);
  return (
    <button
      type="button"
      class="dv-class-sort"
      title="Sort classes, in matrix and table"
      onClick={() => onSort(figure)}
    >
      {label}
      {way && <Icon name={way === "ascending" ? "asc" : "desc"} size={12} />}
    </button>
  );
}
