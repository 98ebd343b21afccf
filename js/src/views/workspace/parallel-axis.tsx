import { useRef } from "preact/hooks";
import { formatNumber } from "../../format";
import { type Axis, placeOfCategory, type Span, spanInWords, valueAt } from "./parallel-axes";

/** A press that moves less is a click. */
const DRAG_PX = 4;
/** By so much a key moves the end of a range. */
const STEP = 0.02;

export interface AxisMarkProps {
  axis: Axis;
  /** In px, from the corner of the chart. */
  left: number;
  top: number;
  bottom: number;
  /** Between two axes, in px. */
  room: number;
  span: Span | null;
  onSpan(span: Span | null): void;
  /** Moved by so many places, by a key. */
  onMove(by: number): void;
  /** Held so many places away; null when it is not held any more. */
  onHold(by: number | null): void;
  onDrop(): void;
}

/** One axis: its name, which moves it, its ends, and the range that it keeps. */
export function AxisMark(props: AxisMarkProps) {
  const { axis, left, top, bottom, room, span, onSpan, onMove, onHold, onDrop } = props;
  const started = useRef<{ at: number; isDrag: boolean } | null>(null);
  const grabbed = useRef<number | null>(null);
  const length = bottom - top;
  const placeAt = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(1, 1 - (event.clientY - box.top) / box.height));
  };
  const [from, to] = span ?? [0, 1];
  const step = (end: "low" | "high", by: number) => {
    const next: [number, number] =
      end === "low"
        ? [Math.max(0, Math.min(to, from + by)), to]
        : [from, Math.min(1, Math.max(from, to + by))];
    onSpan(next[0] <= 0 && next[1] >= 1 ? null : next);
  };
  const handle = (end: "low" | "high") => (
    <div
      class="dv-pc-axis-handle"
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`${end === "low" ? "Lowest" : "Highest"} ${axis.name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * (end === "low" ? from : to))}
      aria-valuetext={span ? spanInWords(axis, span) : "all"}
      style={{ top: `${(1 - (end === "low" ? from : to)) * length}px` }}
      onKeyDown={(event) => {
        const by = {
          ArrowUp: STEP,
          ArrowRight: STEP,
          ArrowDown: -STEP,
          ArrowLeft: -STEP,
          PageUp: 0.1,
          PageDown: -0.1,
        }[event.key];
        if (by !== undefined) step(end, by);
        else if (event.key === "Escape" && span) onSpan(null);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
  return (
    <div
      class={`dv-pc-axis ${span ? "has-span" : ""}`}
      role="group"
      aria-label={axis.name}
      style={{ left: `${left}px` }}
    >
      <button
        type="button"
        class="dv-pc-axis-name dv-text"
        style={{ maxWidth: `${Math.max(56, room - 12)}px` }}
        title={`${axis.name}: drag or arrow keys move the axis`}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          onMove(by);
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          grabbed.current = event.clientX;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (grabbed.current === null) return;
          const away = event.clientX - grabbed.current;
          if (Math.abs(away) >= DRAG_PX) onHold(Math.round(away / room));
        }}
        onPointerUp={() => {
          grabbed.current = null;
          onDrop();
        }}
        onPointerCancel={() => {
          grabbed.current = null;
          onHold(null);
        }}
      >
        {axis.name}
      </button>
      {axis.kind === "number" ? (
        <>
          <span class="dv-pc-axis-end" style={{ top: `${top - 17}px` }}>
            {formatNumber(valueAt(axis, 1))}
          </span>
          <span class="dv-pc-axis-end" style={{ top: `${bottom + 3}px` }}>
            {formatNumber(valueAt(axis, 0))}
          </span>
          {axis.hasMissing && (
            <em class="dv-pc-axis-end" style={{ top: `${bottom + 17}px` }}>
              not set
            </em>
          )}
        </>
      ) : (
        axis.values.map((value, index) => (
          <span
            key={String(value)}
            class="dv-pc-axis-word dv-text"
            title={value === null ? "not set" : String(value)}
            style={{
              top: `${bottom - placeOfCategory(axis, index) * length - 8}px`,
              maxWidth: `${Math.min(96, room - 20)}px`,
            }}
          >
            {value === null ? <em>not set</em> : String(value)}
          </span>
        ))
      )}
      <div
        class="dv-pc-axis-line"
        style={{ top: `${top}px`, height: `${length}px` }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          started.current = { at: placeAt(event), isDrag: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const start = started.current;
          if (!start) return;
          const at = placeAt(event);
          if (Math.abs(at - start.at) * length >= DRAG_PX) start.isDrag = true;
          if (start.isDrag) onSpan([Math.min(start.at, at), Math.max(start.at, at)]);
        }}
        onPointerUp={() => {
          if (started.current && !started.current.isDrag) onSpan(null);
          started.current = null;
        }}
        onPointerCancel={() => {
          started.current = null;
        }}
      >
        {span && (
          <i class="dv-pc-axis-span" style={{ top: `${(1 - to) * 100}%`, height: `${(to - from) * 100}%` }} />
        )}
        {handle("high")}
        {handle("low")}
      </div>
      {span && (
        <span class="dv-pc-axis-range" style={{ top: `${bottom - ((from + to) / 2) * length - 8}px` }}>
          {spanInWords(axis, span)}
        </span>
      )}
    </div>
  );
}
