import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import { Icon } from "../controls/icon";
import { formatCount, formatNumber } from "../format";
import { formatX, type XKind } from "./axis-format";
import { cssColors, onThemeChange } from "./css-colors";
import "./line-chart.css";
import { type Holder, useHand } from "./line-hand";
import { axisRange, extentOfX, extentOfY, type Range, scaleRange, snapX, stepX, valueAt } from "./line-math";
import { type ChartLine, LinePlot, type PlotBox, type PlotContent, plotKey } from "./line-plot";
import { Readout } from "./line-readout";

export type { ChartLine } from "./line-plot";

export interface LineChartProps {
  /** What is drawn, for screen readers. */
  label: string;
  lines: readonly ChartLine[];
  /** In CSS pixels, with the x axis. */
  height: number;
  xKind: XKind;
  /** What x counts: "step". */
  xName: string;
  isLog?: boolean;
  /** Ends of the x axis while nothing is zoomed; those of the lines unless given. */
  extent?: Range | null;
  /** The hovered x, shared by all charts that have the same x. */
  cursor: Signal<number | null>;
  /** The part of x that is shown, shared likewise; null is all of it. */
  zoom: Holder<Range | null>;
  /** A mark at the last point. */
  mark?: "live" | "crashed" | undefined;
  /** Values that a logarithmic axis has no place for: how many of how many, and some of their places. */
  notDrawn?: { count: number; total: number; isZero: boolean; x: readonly number[] } | undefined;
  /** What else the readout says of an x. */
  noteAt?: ((x: number) => string | undefined) | undefined;
  /** The line nearest to the pointer, or null. */
  onHoverLine?: ((id: string | null) => void) | undefined;
  onPickLine?: ((id: string) => void) | undefined;
}

const ZOOM_STEP = 0.5;

/** Lines over a shared x: hover reads all of them, a drag zooms. */
export function LineChart(props: LineChartProps) {
  const { lines, xKind, xName, isLog = false, cursor, zoom, height } = props;
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const plot = useRef<LinePlot | null>(null);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const [box, setBox] = useState<PlotBox | null>(null);
  const zoomY = useSignal<Range | null>(null);
  const isHere = useSignal(false);

  const whole = props.extent ?? extentOfX(lines) ?? [0, 1];
  const shownX = zoom.value ?? (whole[0] === whole[1] ? ([whole[0] - 0.5, whole[1] + 0.5] as const) : whole);
  const shownY = useMemo(
    () => zoomY.value ?? axisRange(extentOfY(lines, shownX, isLog) ?? (isLog ? [1, 10] : [0, 1]), isLog),
    [zoomY.value, lines, shownX[0], shownX[1], isLog],
  );
  const content: PlotContent = { lines, x: shownX, y: shownY, xKind, isLog };
  const key = `${theme} ${plotKey(content)}`;

  useEffect(() => {
    const el = place.current;
    if (!el) return;
    const measure = () => setWidth(Math.round(el.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    const stop = onThemeChange(el, () => setTheme((count) => count + 1));
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);

  useLayoutEffect(() => {
    const el = canvas.current;
    if (!el || width === 0) return;
    const color = cssColors(el);
    const font = `11px ${getComputedStyle(el).fontFamily}`;
    const [ink, line, lineStrong] = ["--dv-ink-3", "--dv-line", "--dv-line-strong"].map((name) =>
      color(`var(${name})`),
    ) as [string, string, string];
    const made = new LinePlot(el, { width, height }, content, { color, font, ink, line, lineStrong });
    plot.current = made;
    setBox(made.box);
    return () => {
      plot.current = null;
      made.remove();
    };
    // What changes by drawing alone is left to the effect below.
  }, [key, width > 0]);

  useLayoutEffect(() => {
    const made = plot.current;
    if (!made) return;
    made.resize({ width, height });
    made.draw(content);
    setBox((before) => sameBox(before, made.box));
  }, [lines, shownX[0], shownX[1], shownY, width, height, key]);

  const at = cursor.value;
  const isIn = at !== null && at >= shownX[0] && at <= shownX[1];
  const made = plot.current;
  const cursorLeft = made && isIn ? made.left(at) : null;
  const isRight = box !== null && cursorLeft !== null && cursorLeft > box.left + box.width / 2;

  const hand = useHand({ ...props, plot, zoomY, isHere });
  const reset = (): boolean => {
    if (zoom.value === null && zoomY.value === null) return false;
    zoom.value = null;
    zoomY.value = null;
    return true;
  };
  const step = (by: 1 | -1) => {
    cursor.value = at === null ? snapX(lines, by > 0 ? shownX[0] : shownX[1]) : stepX(lines, at, by);
    const to = cursor.value;
    if (to === null || !zoom.value) return;
    // The range follows the line.
    const [low, high] = zoom.value;
    if (to < low || to > high) {
      const shift = to < low ? to - low : to - high;
      zoom.value = [low + shift, high + shift];
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = at ?? (shownX[0] + shownX[1]) / 2;
    if (event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "Home") cursor.value = snapX(lines, shownX[0]);
    else if (event.key === "End") cursor.value = snapX(lines, shownX[1]);
    else if (event.key === "+" || event.key === "=")
      zoom.value = scaleRange(shownX, middle, ZOOM_STEP, whole);
    else if (event.key === "-") zoom.value = scaleRange(shownX, middle, 1 / ZOOM_STEP, whole);
    else if (event.key === "Escape") {
      if (!reset()) return;
    } else return;
    isHere.value = true;
    event.preventDefault();
    event.stopPropagation();
  };
  const spoken =
    at === null
      ? "no place chosen"
      : `${formatX(at, xKind, xName)}: ${lines
          .slice(0, 8)
          .map((line) => [line.label, valueAt(line, at)] as const)
          .map(([label, value]) => `${label} ${value === null ? "no value" : formatNumber(value)}`)
          .join(", ")}`;

  return (
    <div class="dv-line-chart">
      <div
        ref={place}
        class="dv-line-place"
        style={{ height: `${height}px` }}
        role="slider"
        tabIndex={0}
        aria-label={props.label}
        aria-valuemin={shownX[0]}
        aria-valuemax={shownX[1]}
        aria-valuenow={at ?? shownX[0]}
        aria-valuetext={spoken}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (!event.currentTarget.matches(":focus-visible")) return;
          isHere.value = true;
          cursor.value ??= snapX(lines, shownX[1]);
        }}
        onBlur={() => {
          isHere.value = false;
          cursor.value = null;
        }}
        onDblClick={reset}
        {...hand.handlers}
      >
        <div ref={canvas} class="dv-line-canvas" />
        {made && box && (
          <>
            {props.notDrawn?.x
              .filter((x) => x >= shownX[0] && x <= shownX[1])
              .map((x) => (
                <i key={x} class="dv-line-missing" style={spot(made.left(x), box.top + box.height)} />
              ))}
            <Ends plot={made} lines={lines} shownX={shownX} shownY={shownY} mark={props.mark} />
            {cursorLeft !== null && (
              <i
                class="dv-line-cursor"
                style={{ left: `${cursorLeft}px`, top: `${box.top}px`, height: `${box.height}px` }}
              />
            )}
            {cursorLeft !== null &&
              at !== null &&
              lines.length <= 16 &&
              lines.map((line) => (
                <CursorDot key={line.id} plot={made} line={line} x={at} left={cursorLeft} shownY={shownY} />
              ))}
            {hand.selected.value && <i class="dv-line-select" style={hand.selected.value} />}
            {cursorLeft !== null && at !== null && isHere.value && !hand.selected.value && (
              <Readout
                lines={lines}
                x={at}
                xKind={xKind}
                xName={xName}
                note={props.noteAt?.(at)}
                side={isRight ? "left" : "right"}
              />
            )}
          </>
        )}
      </div>
      {props.notDrawn && props.notDrawn.count > 0 && (
        <p class="dv-line-note">
          <Icon name="warning" size={12} />
          {formatCount(props.notDrawn.count)} of {formatCount(props.notDrawn.total)} values{" "}
          {props.notDrawn.count === 1 ? "is" : "are"} {props.notDrawn.isZero ? "0" : "0 or less"}: not drawn
        </p>
      )}
    </div>
  );
}

const spot = (left: number, top: number) => ({ left: `${left}px`, top: `${top}px` });

const sameBox = (before: PlotBox | null, now: PlotBox) =>
  before && (Object.keys(now) as (keyof PlotBox)[]).every((key) => before[key] === now[key]) ? before : now;

interface EndsProps {
  plot: LinePlot;
  lines: readonly ChartLine[];
  shownX: Range;
  shownY: Range;
  mark: LineChartProps["mark"];
}

/** A mark where lines end, as far as that is in sight. */
function Ends({ plot, lines, shownX, shownY, mark }: EndsProps) {
  if (!mark && lines.some(({ x }) => x.length > 1)) return null;
  return (
    <>
      {lines.slice(0, 16).map((line) => {
        const last = line.x.length - 1;
        const x = line.x[last];
        const y = line.y[last];
        const isSeen =
          x !== undefined && y !== undefined && x <= shownX[1] && y >= shownY[0] && y <= shownY[1];
        return (
          isSeen && (
            <i
              key={line.id}
              class={`dv-line-end is-${mark ?? "only"}`}
              style={{ ...spot(plot.left(x), plot.top(y)), "--dv-series": line.color }}
            />
          )
        );
      })}
    </>
  );
}

interface CursorDotProps {
  plot: LinePlot;
  line: ChartLine;
  x: number;
  left: number;
  shownY: Range;
}

function CursorDot({ plot, line, x, left, shownY }: CursorDotProps) {
  const y = valueAt(line, x);
  if (y === null || !(y >= shownY[0] && y <= shownY[1])) return null;
  return <i class="dv-line-dot" style={{ ...spot(left, plot.top(y)), "--dv-series": line.color }} />;
}
