import { useMemo, useState } from "preact/hooks";
import type { EvaluatedCurve } from "../../../evaluation/wire";
import { LaneMark, sideClass } from "../lane";
import { ChartFrame } from "./chart-frame";
import { thresholdText } from "./clauses";
import { CHART, curvePath, nearestPoint, xAt, yAt } from "./curve-math";

export interface CurveChartProps {
  label: string;
  axes: { x: string; y: string };
  names: readonly string[];
  /** Curves of the tables; null where there is none. */
  curves: readonly (EvaluatedCurve | null)[];
  /** Where the threshold is on each. */
  cursors: readonly ([number | null, number | null] | null)[];
  isStepped: boolean;
  /** Whether the line of chance is drawn. */
  hasChance?: boolean;
  /** A point was picked: its table, and the score from which it counts. */
  onPick(side: number, score: number): void;
}

interface Place {
  side: number;
  at: number;
}

/** A curve per table, with where the threshold stands on each. Point at it to read it; a click, or Enter, takes the
 * threshold from it. */
export function CurveChart(props: CurveChartProps) {
  const { axes, names, curves, cursors, isStepped } = props;
  const [place, setPlace] = useState<Place | null>(null);
  const paths = useMemo(
    () => curves.map((curve) => curve && curvePath(CHART, curve, isStepped)),
    [curves, isStepped],
  );
  const first = curves.findIndex(Boolean);
  const shown = place && curves[place.side]?.x[place.at] !== undefined ? place : null;
  const read = shown ?? { side: Math.max(0, first), at: 0 };
  const curve = curves[read.side];
  const score = curve?.score[read.at] ?? null;
  const text =
    `${names.length > 1 ? `${names[read.side]}, ` : ""}` +
    `${score === null ? "no threshold" : `from score ${thresholdText(round4(score))}`}: ` +
    `${axes.x} ${(curve?.x[read.at] ?? 0).toFixed(3)}, ${axes.y} ${(curve?.y[read.at] ?? 0).toFixed(3)}`;
  const pick = () => {
    if (shown && score !== null) props.onPick(shown.side, score);
  };
  const moves = (event: KeyboardEvent) => {
    const length = curve?.x.length ?? 0;
    const step = event.shiftKey ? Math.max(1, Math.round(length / 10)) : 1;
    const clamp = (at: number) => Math.min(length - 1, Math.max(0, at));
    const next = nextSide(curves, read.side, event.key === "ArrowUp" ? -1 : 1);
    return {
      ArrowRight: { side: read.side, at: clamp(shown ? read.at + step : 0) },
      ArrowLeft: { side: read.side, at: clamp(shown ? read.at - step : length - 1) },
      Home: { side: read.side, at: 0 },
      End: { side: read.side, at: clamp(length - 1) },
      ArrowUp: { side: next, at: nearestOn(curves[next], curve, read.at) },
      ArrowDown: { side: next, at: nearestOn(curves[next], curve, read.at) },
    };
  };
  return (
    <ChartFrame
      label={props.label}
      axes={axes}
      reading={{ at: read.at, of: curve?.x.length ?? 0, text, isShown: shown !== null }}
      hasDiagonal={props.hasChance}
      moves={moves}
      placeAt={(left, top) => placeAt(curves, left, top)}
      onPlace={setPlace}
      onPick={pick}
    >
      {paths.map(
        (path, side) => path && <path key={side} class={`dv-curve-line ${sideClass(side)}`} d={path} />,
      )}
      {cursors.map((cursor, side) => {
        const [x, y] = cursor ?? [null, null];
        return x === null || y === null ? null : (
          <Cursor key={side} side={side} x={xAt(CHART, x)} y={yAt(CHART, y)} />
        );
      })}
      {shown && curve && (
        <circle
          class={`dv-curve-point ${sideClass(shown.side)}`}
          cx={xAt(CHART, curve.x[shown.at] as number)}
          cy={yAt(CHART, curve.y[shown.at] as number)}
          r={4}
        />
      )}
    </ChartFrame>
  );
}

/** The mark of a table in a ring: where its threshold stands. */
function Cursor({ side, x, y }: { side: number; x: number; y: number }) {
  return (
    <g class={`dv-curve-cursor ${sideClass(side)}`}>
      <circle class="is-ground" cx={x} cy={y} r={9} />
      <g transform={`translate(${x - 6} ${y - 6})`}>
        <LaneMark side={side} size={12} />
      </g>
      <circle class="is-ring" cx={x} cy={y} r={9.5} />
    </g>
  );
}

const round4 = (value: number) => Math.round(value * 1e4) / 1e4;

function placeAt(curves: readonly (EvaluatedCurve | null)[], left: number, top: number): Place | null {
  let best: Place | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const [side, curve] of curves.entries()) {
    const at = curve ? nearestPoint(CHART, curve, left, top) : -1;
    if (!curve || at < 0) continue;
    const away = Math.hypot(
      xAt(CHART, curve.x[at] as number) - left,
      yAt(CHART, curve.y[at] as number) - top,
    );
    if (away < distance) {
      distance = away;
      best = { side, at };
    }
  }
  return best;
}

function nextSide(curves: readonly (EvaluatedCurve | null)[], side: number, step: number): number {
  for (let k = 1; k <= curves.length; k++) {
    const next = (side + step * k + curves.length * k) % curves.length;
    if (curves[next]) return next;
  }
  return side;
}

function nearestOn(
  curve: EvaluatedCurve | null | undefined,
  from: EvaluatedCurve | null | undefined,
  at: number,
) {
  if (!curve || !from) return 0;
  const left = xAt(CHART, from.x[at] ?? 0);
  const top = yAt(CHART, from.y[at] ?? 0);
  return Math.max(0, nearestPoint(CHART, curve, left, top));
}
