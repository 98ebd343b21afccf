import { useState } from "preact/hooks";
import type { CalibrationBin } from "../../../evaluation/wire";
import { formatRows } from "../../../format";
import { LaneMark, sideClass } from "../lane";
import { ChartFrame } from "./chart-frame";
import { CHART, xAt, yAt } from "./curve-math";

export interface CalibrationChartProps {
  names: readonly string[];
  sides: readonly (readonly CalibrationBin[] | null)[];
  threshold: number;
  onPick(side: number, bin: CalibrationBin, isLast: boolean): void;
}

interface Place {
  side: number;
  bin: number;
}

/** How often a score is right, by its height: on the diagonal scores are as sure as they are right. */
export function CalibrationChart({ names, sides, threshold, onPick }: CalibrationChartProps) {
  const [place, setPlace] = useState<Place | null>(null);
  const filled = sides.map((bins) => (bins ?? []).filter(({ rows }) => rows > 0));
  const first = Math.max(
    0,
    filled.findIndex((bins) => bins.length > 0),
  );
  const read = place ?? { side: first, bin: 0 };
  const bin = filled[read.side]?.[read.bin];
  const text = bin ? binWords(names.length > 1 ? names[read.side] : undefined, bin) : "no rows";
  const most = Math.max(1, ...filled.flatMap((bins) => bins.map(({ rows }) => rows)));
  const pick = () => {
    if (place && bin) onPick(place.side, bin, bin.high >= 1);
  };
  const moves = () => {
    const bins = filled[read.side] ?? [];
    const clamp = (at: number) => Math.max(0, Math.min(bins.length - 1, at));
    const turn = (step: number) => {
      const side = (read.side + step + sides.length) % sides.length;
      return { side, bin: Math.max(0, Math.min((filled[side]?.length ?? 1) - 1, read.bin)) };
    };
    return {
      ArrowRight: { side: read.side, bin: clamp(place ? read.bin + 1 : 0) },
      ArrowLeft: { side: read.side, bin: clamp(place ? read.bin - 1 : bins.length - 1) },
      Home: { side: read.side, bin: 0 },
      End: { side: read.side, bin: clamp(bins.length - 1) },
      ArrowUp: turn(-1),
      ArrowDown: turn(1),
    };
  };
  return (
    <ChartFrame
      label="Calibration"
      axes={{ x: "score", y: "share right" }}
      reading={{ at: read.bin, of: filled[read.side]?.length ?? 0, text, isShown: place !== null }}
      hasDiagonal
      moves={moves}
      placeAt={(left, top) => nearestBin(filled, left, top)}
      onPlace={setPlace}
      onPick={pick}
    >
      <text text-anchor="middle" transform={`translate(${xAt(CHART, 0.3)} ${yAt(CHART, 0.36)}) rotate(-33)`}>
        as sure as right
      </text>
      {threshold > 0 && threshold <= 1 && (
        <path class="dv-curve-threshold" d={`M${xAt(CHART, threshold)} ${CHART.top}V${yAt(CHART, 0)}`} />
      )}
      {filled.map((bins, side) => (
        <g key={side} class={sideClass(side)}>
          <path class="dv-curve-line is-thin" d={binPath(bins)} />
          {bins.map(({ rows, score, right }, at) => {
            const radius = 3 + 7 * Math.sqrt(rows / most);
            const x = xAt(CHART, score ?? 0);
            const y = yAt(CHART, right ?? 0);
            const isRead = place?.side === side && place.bin === at;
            return (
              <g
                key={at}
                class={isRead ? "dv-calibration-dot is-read" : "dv-calibration-dot"}
                transform={`translate(${x - radius} ${y - radius})`}
              >
                <LaneMark side={side} size={2 * radius} />
              </g>
            );
          })}
        </g>
      ))}
    </ChartFrame>
  );
}

function binWords(name: string | undefined, { rows, score, right }: CalibrationBin): string {
  const who = name ? `${name}, ` : "";
  return `${who}${formatRows(rows)}: score ${(score ?? 0).toFixed(2)}, right ${Math.round((right ?? 0) * 100)} %`;
}

function binPath(bins: readonly CalibrationBin[]): string {
  return bins
    .map(({ score, right }, at) => {
      const x = xAt(CHART, score ?? 0).toFixed(1);
      return `${at === 0 ? "M" : "L"}${x} ${yAt(CHART, right ?? 0).toFixed(1)}`;
    })
    .join("");
}

/** The dot nearest to a place; null where none is within reach of a finger. */
function nearestBin(sides: readonly (readonly CalibrationBin[])[], left: number, top: number): Place | null {
  let best: Place | null = null;
  let distance = 24;
  for (const [side, bins] of sides.entries()) {
    for (const [bin, { score, right }] of bins.entries()) {
      const away = Math.hypot(xAt(CHART, score ?? 0) - left, yAt(CHART, right ?? 0) - top);
      if (away >= distance) continue;
      distance = away;
      best = { side, bin };
    }
  }
  return best;
}
