import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import type { CellPlace } from "./clauses";
import { cellUnder, drawnCells, lensAround } from "./dense-drawing";
import { scoresOf } from "./scores-state";
import type { CellLook } from "./shown-matrix";
import "./dense.css";

/** Cells of the lens, each way. */
const LENS = 5;

export interface DenseMatrixProps {
  label: string;
  classes: readonly string[];
  order: readonly number[];
  look(row: number, column: number): CellLook;
  place: CellPlace | null;
  picked: readonly CellPlace[];
  onHover(place: CellPlace | null): void;
  onPick(place: CellPlace, event: MouseEvent | KeyboardEvent): void;
  title(place: CellPlace): { from: string; words: string; to: string };
  counts(place: CellPlace): { count: number; of: number }[];
}

/** A square a cell. Where the pointer or the keys are, a lens has names and numbers. */
export function DenseMatrix(props: DenseMatrixProps) {
  const { classes, order, look, place, picked } = props;
  const size = order.length;
  const figure = useRef<HTMLDivElement>(null);
  const looks = useMemo(() => drawnCells(order, look), [order, look]);
  const places = useMemo(() => new Map(order.map((index, at) => [index, at])), [order]);
  const at = place && { x: places.get(place.column) ?? -1, y: places.get(place.row) ?? -1 };
  const isShown = at !== null && at.x >= 0 && at.y >= 0;
  const go = (x: number, y: number) => {
    const clamp = (value: number) => Math.max(0, Math.min(size - 1, value));
    props.onHover({ row: order[clamp(y)] as number, column: order[clamp(x)] as number });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    const { x, y } = isShown ? at : { x: 0, y: 0 };
    const step = event.shiftKey ? 10 : 1;
    const move = {
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
    }[event.key];
    if (move) go(x + (move[0] as number), y + (move[1] as number));
    else if (event.key === "Home") go(0, y);
    else if (event.key === "End") go(size - 1, y);
    else if ((event.key === "Enter" || event.key === " ") && place) props.onPick(place, event);
    else if (event.key === "Escape" && place) props.onHover(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const under = (event: PointerEvent): CellPlace | null => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const cell = cellUnder(size, box, event.clientX, event.clientY);
    return cell && { row: order[cell.y] as number, column: order[cell.x] as number };
  };
  const title = isShown ? props.title(place as CellPlace) : null;
  const spoken = title
    ? `${title.from} ${title.words} ${title.to}: ${props
        .counts(place as CellPlace)
        .map(({ count, of }) => `${count} of ${of}`)
        .join(", ")}`
    : "no cell";
  return (
    <div ref={figure} class="dv-dense" style={{ "--dv-classes": size }}>
      <div
        class="dv-dense-place"
        role="slider"
        tabIndex={0}
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={size * size - 1}
        aria-valuenow={isShown ? at.y * size + at.x : 0}
        aria-valuetext={spoken}
        onKeyDown={onKeyDown}
        onBlur={() => props.onHover(null)}
        onPointerMove={(event) => props.onHover(under(event))}
        onPointerLeave={() => props.onHover(null)}
        onClick={(event) => {
          const cell = under(event as unknown as PointerEvent);
          if (cell) props.onPick(cell, event);
        }}
      >
        <svg viewBox={`0 0 ${size} ${size}`} aria-hidden="true" preserveAspectRatio="none">
          {looks.map(({ ground, path }) => (
            <path key={ground} d={path} style={{ fill: ground }} />
          ))}
          {picked.map(({ row, column }) => (
            <rect
              key={`${row},${column}`}
              class="dv-dense-picked"
              x={(places.get(column) ?? 0) - 0.1}
              y={(places.get(row) ?? 0) - 0.1}
              width={1.1}
              height={1.1}
              vector-effect="non-scaling-stroke"
            />
          ))}
        </svg>
        {isShown && (
          <>
            <i class="dv-dense-cross is-row" style={{ top: `${((at.y + 0.5) / size) * 100}%` }} />
            <i class="dv-dense-cross is-column" style={{ left: `${((at.x + 0.5) / size) * 100}%` }} />
            <span class="dv-dense-name is-row" style={{ top: `${((at.y + 0.5) / size) * 100}%` }}>
              {classes[order[at.y] as number]}
            </span>
            <span class="dv-dense-name is-column" style={{ left: `${((at.x + 0.5) / size) * 100}%` }}>
              {classes[order[at.x] as number]}
            </span>
          </>
        )}
      </div>
      {isShown && title && (
        <Lens
          {...props}
          title={title}
          counts={props.counts(place as CellPlace)}
          rows={lensAround(at.y, size, LENS).map((k) => order[k] as number)}
          columns={lensAround(at.x, size, LENS).map((k) => order[k] as number)}
          share={{ x: (at.x + 0.5) / size, y: (at.y + 0.5) / size }}
        />
      )}
    </div>
  );
}

interface LensProps {
  classes: readonly string[];
  look(row: number, column: number): CellLook;
  place: CellPlace | null;
  title: { from: string; words: string; to: string };
  counts: { count: number; of: number }[];
  rows: number[];
  columns: number[];
  /** Where the cell is in the figure. */
  share: { x: number; y: number };
}

/** The cells around one, large enough to read; it stands where it does not hide the cell. */
function Lens({ classes, look, place, title, counts, rows, columns, share }: LensProps) {
  const names = scoresOf(useCompare()).names.value;
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const el = box.current;
    if (el && (el.offsetWidth !== size.width || el.offsetHeight !== size.height))
      setSize({ width: el.offsetWidth, height: el.offsetHeight });
  });
  const left =
    share.x > 0.5 ? `calc(${share.x * 100}% - ${size.width + 16}px)` : `calc(${share.x * 100}% + 16px)`;
  const top =
    share.y > 0.5 ? `calc(${share.y * 100}% - ${size.height + 16}px)` : `calc(${share.y * 100}% + 16px)`;
  return (
    <div ref={box} class="dv-lens" aria-hidden="true" style={{ left, top }}>
      <p>
        <b>{title.from}</b> {title.words} <b>{title.to}</b>
        {": "}
        {counts.map(({ count, of }, side) => (
          <span key={side} title={names[side]}>
            {counts.length > 1 && <LaneMark side={side} />} {formatCount(count)}
            {side === counts.length - 1 ? ` of ${formatCount(of)}` : " "}
          </span>
        ))}
      </p>
      <div class="dv-lens-cells" style={{ "--dv-lens": columns.length }}>
        {rows.map((row) => (
          <>
            <span key={row} class={`dv-lens-name dv-text ${row === place?.row ? "is-on" : ""}`}>
              {classes[row]}
            </span>
            {columns.map((column) => {
              const { text, ground } = look(row, column);
              const isHere = row === place?.row && column === place.column;
              return (
                <span
                  key={`${row},${column}`}
                  class={isHere ? "dv-lens-cell is-on" : "dv-lens-cell"}
                  style={ground ? { background: ground } : undefined}
                >
                  {text}
                </span>
              );
            })}
          </>
        ))}
      </div>
    </div>
  );
}
