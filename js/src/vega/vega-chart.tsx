import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../controls/icon";
import { messageOf } from "../thumbnails";
import { ChartTip } from "./chart-tip";
import { DrawnChart, type Tip } from "./drawn-chart";
import { type Datum, dataOf } from "./rows";
import { NARROW_PX, type Spec } from "./specs";
import { lookOf } from "./theme";
import "./vega-chart.css";

export interface VegaChartProps {
  /** Vega-Lite or Vega, which calls its rows `wandb`. */
  spec: Spec;
  /** Its rows as an Arrow stream; null for a spec that has its own. */
  rows: Uint8Array | null;
  /** The chart in a sentence, for those who do not see it. */
  label: string;
  /** The theme of the view; the colours are read again when it changes. */
  theme: string;
  /** Told of the row or the group behind a mark that was clicked. */
  onSelect?: (datum: Datum) => void;
  /** Holds the chart that is drawn, for pictures of it. */
  drawn?: RefObject<DrawnChart | null>;
}

/** A chart as wide as its place, in the colours of the view around it. */
export function VegaChart({ spec, rows, label, theme, onSelect, drawn }: VegaChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [failure, setFailure] = useState("");
  const [isDrawn, setIsDrawn] = useState(false);
  const [tip, setTip] = useState<Tip | null>(null);
  const data = useMemo(() => (rows ? dataOf(rows) : []), [rows]);
  const chart = useRef<DrawnChart | null>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const isSelecting = onSelect !== undefined;

  useEffect(() => {
    const el = place.current;
    if (!el) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(el.clientWidth)));
    observer.observe(el);
    setWidth(Math.floor(el.clientWidth));
    return () => observer.disconnect();
  }, []);

  const isNarrow = width < NARROW_PX;
  const hasWidth = width > 0;
  const latest = useRef(width);
  latest.current = width;
  useEffect(() => {
    const el = place.current;
    if (!el || !hasWidth) return;
    setFailure("");
    setIsDrawn(false);
    setTip(null);
    let isGone = false;
    const fail = (message: string) => isGone || setFailure(message);
    const inner = el.ownerDocument.createElement("div");
    el.replaceChildren(inner);
    let made: DrawnChart | null = null;
    try {
      const look = lookOf(el);
      made = new DrawnChart(inner, {
        spec,
        data,
        look,
        width: latest.current,
        label,
        onTip: (next) => isGone || setTip(next),
        onFailure: (message, isEmpty) => {
          fail(message);
          // Axes without rows look like an answer.
          if (isEmpty) inner.remove();
        },
        onSelect: isSelecting ? (datum) => select.current?.(datum) : undefined,
      });
      chart.current = made;
      if (drawn) drawn.current = made;
      made.draw().then(
        () => isGone || setIsDrawn(true),
        (error) => fail(messageOf(error)),
      );
    } catch (error) {
      fail(messageOf(error));
    }
    return () => {
      isGone = true;
      made?.close();
      chart.current = null;
      if (drawn) drawn.current = null;
    };
    // A theme has other colours where the chart stands.
  }, [spec, data, label, theme, isNarrow, hasWidth, isSelecting, drawn]);

  useEffect(() => {
    if (width > 0) chart.current?.resize(width);
  }, [width]);

  return (
    <div class="dv-vega" aria-busy={!isDrawn && failure === ""}>
      {failure !== "" && (
        <div class="dv-failure" role="alert">
          <Icon name="warning" />
          <span>
            The chart cannot be drawn as it is. <span class="dv-quiet">{failure}</span>
          </span>
        </div>
      )}
      <div ref={place} class="dv-vega-place" onPointerLeave={() => setTip(null)} />
      {tip && <ChartTip tip={tip} />}
    </div>
  );
}
