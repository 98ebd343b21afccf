/** Lines on a canvas: uPlot has the axes, the scales and the canvas, each line its own x. */
import uPlot from "uplot";
import { logTickLabels, logTicks, SECONDS_STEPS, secondsLabels, tickLabels, type XKind } from "./axis-format";
import type { LineData, Range } from "./line-math";

export interface ChartLine extends LineData {
  id: string;
  label: string;
  /** As in a stylesheet: a custom property is fine. */
  color: string;
  /** Lengths of strokes and gaps, in CSS pixels. */
  dash?: number[];
  /** Drawn weakly, as another one is looked at. */
  isFaded?: boolean;
  isBold?: boolean;
  /** What `lo` and `hi` are called in the readout. */
  bandLabels?: [string, string];
}

export interface PlotLook {
  color(css: string): string;
  font: string;
  ink: string;
  line: string;
  lineStrong: string;
}

export interface PlotContent {
  lines: readonly ChartLine[];
  x: Range;
  y: Range;
  xKind: XKind;
  isLog: boolean;
}

export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

const AXIS_X_PX = 24;
const AXIS_Y_PX = 34;
const RAW_ALPHA = 0.24;
const FADED_ALPHA = 0.35;
const BAND_ALPHA = 0.16;

/** One chart's canvas. What is drawn changes by `draw`; another kind of axis needs another plot. */
export class LinePlot {
  readonly #plot: uPlot;
  readonly #content: { now: PlotContent };

  constructor(
    place: HTMLElement,
    size: { width: number; height: number },
    content: PlotContent,
    look: PlotLook,
  ) {
    const held = { now: content };
    this.#content = held;
    this.#plot = new uPlot(optionsOf(held, size, look), dataOf(content.lines), place);
  }

  /** Where lines are drawn, in CSS pixels from the corner of the chart. */
  get box(): PlotBox {
    const { left, top, width, height } = this.#plot.bbox;
    const ratio = uPlot.pxRatio;
    return { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio };
  }

  /** Draw other values of the same lines, or another part of them. */
  draw(content: PlotContent): void {
    this.#content.now = content;
    const { x, y, lines } = content;
    this.#plot.batch((plot: uPlot) => {
      plot.setData(dataOf(lines), false);
      plot.setScale("x", { min: x[0], max: x[1] });
      plot.setScale("y", { min: y[0], max: y[1] });
    });
  }

  resize(size: { width: number; height: number }): void {
    this.#plot.setSize(size);
  }

  /** Pixels from the left of the chart, for an x. */
  left(x: number): number {
    return this.#plot.valToPos(x, "x") + this.box.left;
  }

  top(y: number): number {
    return this.#plot.valToPos(y, "y") + this.box.top;
  }

  xAt(left: number): number {
    return this.#plot.posToVal(left - this.box.left, "x");
  }

  yAt(top: number): number {
    return this.#plot.posToVal(top - this.box.top, "y");
  }

  remove(): void {
    this.#plot.destroy();
  }
}

/** What makes another plot necessary: lines, their looks and the kinds of axes, but no values. */
export function plotKey({ lines, xKind, isLog }: PlotContent): string {
  const looks = lines.map(({ id, color, dash, isFaded, isBold, raw, lo }) => [
    id,
    color,
    dash ?? 0,
    isFaded ?? false,
    isBold ?? false,
    raw !== undefined,
    lo !== undefined,
  ]);
  return JSON.stringify([xKind, isLog, looks]);
}

type Parts = "band" | "raw" | "y";

/** The strokes that a line is made of, the lowest first. */
const partsOf = (line: ChartLine): Parts[] => [
  ...(line.lo && line.hi ? (["band"] as const) : []),
  ...(line.raw ? (["raw"] as const) : []),
  "y",
];

/** All bands, then all raw lines, then the lines: none hides what another one says. */
function strokesOf(lines: readonly ChartLine[]): { line: ChartLine; part: Parts }[] {
  return (["band", "raw", "y"] as const).flatMap((part) =>
    [...lines]
      .sort((a, b) => Number(a.isBold ?? false) - Number(b.isBold ?? false))
      .filter((line) => partsOf(line).includes(part))
      .map((line) => ({ line, part })),
  );
}

function dataOf(lines: readonly ChartLine[]): uPlot.AlignedData {
  const columns = strokesOf(lines).map(({ line, part }) =>
    part === "band" ? [line.bandX ?? line.x, line.hi] : [line.x, part === "raw" ? line.raw : line.y],
  );
  // uPlot's types know aligned columns alone; with facets each line brings its own x.
  return [null, ...columns] as unknown as uPlot.AlignedData;
}

function optionsOf(
  held: { now: PlotContent },
  { width, height }: { width: number; height: number },
  look: PlotLook,
): uPlot.Options {
  const { xKind, isLog, lines } = held.now;
  const facets = [
    { scale: "x", auto: false },
    { scale: "y", auto: false },
  ];
  const series = strokesOf(lines).map(({ line, part }): uPlot.Series => {
    const color = look.color(line.color);
    const at = () => held.now.lines.find(({ id }) => id === line.id) ?? line;
    const alpha = line.isFaded ? FADED_ALPHA : 1;
    if (part === "band") {
      return {
        facets,
        alpha: alpha * BAND_ALPHA,
        fill: color,
        width: 0,
        points: { show: false },
        paths: (plot) => ({ fill: bandPath(at(), placesOf(plot, held.now.isLog)), flags: 0 }),
      };
    }
    return {
      facets,
      alpha: part === "raw" ? alpha * RAW_ALPHA : alpha,
      stroke: color,
      width: part === "raw" ? 1 : line.isBold ? 2.5 : 1.5,
      cap: "round",
      ...(line.dash ? { dash: line.dash } : {}),
      points: { show: false },
      paths: (plot) => {
        const { x, y, raw } = at();
        return {
          stroke: linePath(x, part === "raw" && raw ? raw : y, placesOf(plot, held.now.isLog)),
          flags: 0,
        };
      },
    };
  });
  const axis = { stroke: look.ink, font: look.font, ticks: { show: false } } as const;
  return {
    mode: 2,
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: xKind === "time", range: () => [...held.now.x] },
      y: { distr: isLog ? 3 : 1, range: () => [...held.now.y] },
    },
    axes: [
      {
        ...axis,
        scale: "x",
        size: AXIS_X_PX,
        gap: 4,
        space: 56,
        grid: { show: false },
        border: { show: true, stroke: look.lineStrong, width: 1 },
        ...(xKind === "time" ? {} : xKind === "seconds" ? { incrs: SECONDS_STEPS } : {}),
        ...(xKind === "time"
          ? {}
          : {
              values: (_: uPlot, ticks: number[], _axis: number, _space: number, step: number) =>
                xKind === "seconds" ? secondsLabels(ticks, step) : tickLabels(ticks, step),
            }),
      },
      {
        ...axis,
        scale: "y",
        side: 3,
        size: (_plot, labels) => yAxisWidth(labels, look.font),
        gap: 6,
        space: 36,
        ...(isLog
          ? {
              splits: (plot: uPlot) =>
                logTicks(held.now.y, Math.max(2, Math.floor(plot.bbox.height / uPlot.pxRatio / 30))),
              filter: (_: uPlot, ticks: number[]) => ticks,
            }
          : {}),
        grid: { show: true, stroke: look.line, width: 1 },
        values: (_, ticks, _axis, _space, step) => (isLog ? logTickLabels(ticks) : tickLabels(ticks, step)),
      },
    ],
    series: [{}, ...series],
  };
}

const ruler = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");

function yAxisWidth(labels: string[] | null, font: string): number {
  if (!labels || !ruler) return AXIS_Y_PX;
  ruler.font = font;
  const widest = Math.max(0, ...labels.map((label) => (label ? ruler.measureText(label).width : 0)));
  return Math.max(AXIS_Y_PX, Math.ceil(widest) + 8);
}

/** From values to pixels of the canvas; NaN for what a logarithmic axis has no place for. */
export interface Places {
  x(value: number): number;
  y(value: number): number;
}

function placesOf(plot: uPlot, isLog: boolean): Places {
  const { left, top, width, height } = plot.bbox;
  const { min: x0 = 0, max: x1 = 1 } = plot.scales.x ?? {};
  const { min: y0 = 0, max: y1 = 1 } = plot.scales.y ?? {};
  return placesIn({ left, top, width, height }, [x0, x1], [y0, y1], isLog);
}

export function placesIn(box: PlotBox, x: Range, y: Range, isLog: boolean): Places {
  const scale = isLog ? Math.log10 : (value: number) => value;
  const bottom = scale(y[0]);
  const perX = box.width / (x[1] - x[0]);
  const perY = box.height / (scale(y[1]) - bottom);
  return {
    x: (value) => box.left + (value - x[0]) * perX,
    // log10 of 0 is -Infinity and of less NaN: neither has a place.
    y: (value) => box.top + box.height - (scale(value) - bottom) * perY,
  };
}

/** The stroke through all points that have a place; a gap where one has none, a dot where one stands alone. */
export function linePath(x: Float64Array, y: Float64Array, places: Places): Path2D {
  const path = new Path2D();
  let isOpen = false;
  for (let k = 0; k < x.length; k++) {
    const top = places.y(y[k] as number);
    if (!Number.isFinite(top)) {
      isOpen = false;
      continue;
    }
    const left = places.x(x[k] as number);
    if (isOpen) path.lineTo(left, top);
    else {
      path.moveTo(left, top);
      // With round ends a stroke of no length is a dot.
      path.lineTo(left, top);
    }
    isOpen = true;
  }
  return path;
}

/** What lies between the two edges of a band, in pieces where one of them has no place. */
function bandPath({ x: own, bandX, lo, hi }: ChartLine, places: Places): Path2D {
  const x = bandX ?? own;
  const path = new Path2D();
  if (!lo || !hi) return path;
  let start = 0;
  const close = (end: number) => {
    if (end - start > 1) {
      for (let k = start; k < end; k++) {
        const point: [number, number] = [places.x(x[k] as number), places.y(hi[k] as number)];
        if (k === start) path.moveTo(...point);
        else path.lineTo(...point);
      }
      for (let k = end - 1; k >= start; k--) path.lineTo(places.x(x[k] as number), places.y(lo[k] as number));
      path.closePath();
    }
    start = end + 1;
  };
  for (let k = 0; k < x.length; k++) {
    const isDrawn = Number.isFinite(places.y(hi[k] as number)) && Number.isFinite(places.y(lo[k] as number));
    if (!isDrawn) close(k);
  }
  close(x.length);
  return path;
}
