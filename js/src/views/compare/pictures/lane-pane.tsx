import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../../controls/icon";
import { legendOf } from "../../../overlays";
import { pixelRatioOf } from "../../../panels/image";
import type { Scene } from "../../../panels/paint";
import { paletteOf } from "../../../pixels/colors";
import type { Thumbnail } from "../../../thumbnails";
import type { ColumnInfo } from "../../../wire";
import { useView } from "../../context";
import type { Look } from "../../pane-drawing";
import { followLane, type LaneHand, pixelOf } from "./lane-hand";

/** One picture that is drawn in a pane; of two, the second lies on the right of the divider. */
export interface Layer {
  /** Table whose picture it is; null for what is true. */
  side: number | null;
  /** The column, with the layers that are drawn and no others. */
  column: ColumnInfo;
  picture: Thumbnail;
  name: string;
  draw(canvas: HTMLCanvasElement, picture: Thumbnail, look: Look, scene: Scene): void;
}

/** What is at the pointer: its name and, where that can be told, whether it is right. */
export interface Reading {
  label: string;
  isRight: boolean | null;
}

export interface LanePaneProps {
  layers: Layer[];
  row: number;
  /** Room for the picture, in CSS pixels; it is shown whole, as large as fits. */
  width: number;
  height: number;
  hand: LaneHand;
  /** The table whose edge it has. */
  edge: number | null;
  /** Where the divider is, as a share of the width. */
  share: number;
  onSwipe: ((share: number) => void) | null;
  /** What the picture shows at a place, in fractions of it. */
  at(place: { x: number; y: number }): Reading | null;
  children?: ComponentChildren;
}

/** A picture of a compared row. It follows the overlays and the row's camera without asking Python. */
export function LanePane(props: LanePaneProps) {
  const { layers, row, width, height, hand, edge, share, onSwipe } = props;
  const root = useRef<HTMLSpanElement>(null);
  const [base] = layers;
  const { w, h } = fitted(base?.picture, width, height);
  const now = useRef({ picture: { width: 1, height: 1 }, pane: { width: w, height: h } });
  now.current = { picture: base?.picture ?? now.current.picture, pane: { width: w, height: h } };
  const hasPicture = base !== undefined;
  useLayoutEffect(() => {
    const el = root.current;
    if (!el || !hasPicture) return;
    hand.first = () => now.current;
    return followLane(el, {
      hand,
      picture: () => now.current.picture,
      pane: () => now.current.pane,
      onSwipe,
    });
  }, [hand, hasPicture, onSwipe]);
  return (
    <span class="dv-pl-room" style={{ width: `${width}px`, height: `${height}px` }}>
      <span
        ref={root}
        class={`dv-pl-pane ${onSwipe ? "is-swipe" : ""}`}
        style={{ width: `${w}px`, height: `${h}px` }}
      >
        {layers.map((layer, k) => (
          <span
            key={k}
            class="dv-pl-layer"
            style={k > 0 ? { clipPath: `inset(0 0 0 ${(share * 100).toFixed(2)}%)` } : undefined}
          >
            <LayerCanvas layer={layer} row={row} width={w} height={h} hand={hand} />
          </span>
        ))}
        {edge !== null && <i class={`dv-pl-edge dv-t${edge % 8}`} />}
        {props.children}
        <Cross {...props} paneWidth={w} paneHeight={h} />
      </span>
    </span>
  );
}

/** Size of a picture that is shown whole, in CSS pixels. */
function fitted(picture: Thumbnail | undefined, width: number, height: number): { w: number; h: number } {
  if (!picture) return { w: width, h: height };
  const fit = Math.min(width / picture.width, height / picture.height);
  return {
    w: Math.max(1, Math.round(picture.width * fit)),
    h: Math.max(1, Math.round(picture.height * fit)),
  };
}

function LayerCanvas({
  layer,
  row,
  width,
  height,
  hand,
}: Pick<LanePaneProps, "row" | "width" | "height" | "hand"> & { layer: Layer }) {
  const view = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { column, picture, draw } = layer;
  // Drawing follows signals and is done once per frame, however many of them change.
  useLayoutEffect(() => {
    const el = canvas.current;
    if (!el) return;
    let frame = 0;
    let isAtOnce = true;
    const stop = effect(() => {
      const ratio = pixelRatioOf(view).value;
      const look: Look = { camera: hand.camera.value, pane: { width, height }, ratio };
      const scene: Scene = {
        column,
        legend: legendOf(view).value,
        palette: paletteOf(el),
        overlays: view.overlays.value,
        raised: view.hoverClass.value,
      };
      cancelAnimationFrame(frame);
      if (isAtOnce) draw(el, picture, look, scene);
      else frame = requestAnimationFrame(() => draw(el, picture, look, scene));
      isAtOnce = false;
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [view, hand, column, picture, draw, width, height]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={layer.name}
      data-row={row}
      data-column={column.name}
      data-side={layer.side ?? undefined}
      style={{ width: `${width}px`, height: `${height}px` }}
    />
  );
}

/** The pointer of the row, in this picture: a cross, and what is there. */
function Cross({
  hand,
  at,
  paneWidth,
  paneHeight,
}: LanePaneProps & { paneWidth: number; paneHeight: number }) {
  const place = hand.pointer.value;
  if (!place) return null;
  const { x, y } = pixelOf(place, hand.camera.value, { width: paneWidth, height: paneHeight });
  if (x < 0 || y < 0 || x > paneWidth || y > paneHeight) return null;
  const reading = at(place);
  return (
    <span class="dv-pl-pointer" aria-hidden="true">
      <i class="dv-pl-cross-x" style={{ left: `${x}px` }} />
      <i class="dv-pl-cross-y" style={{ top: `${y}px` }} />
      {reading && (
        <span class={`dv-pl-reading ${y > paneHeight - 28 ? "is-top" : ""}`}>
          {reading.isRight !== null && <Icon name={reading.isRight ? "check" : "cross"} size={12} />}
          {reading.label}
        </span>
      )}
    </span>
  );
}

/** In place of a picture: why there is none. */
export function GonePane({ width, height, words }: { width: number; height: number; words: string }) {
  return (
    <span class="dv-pl-gone" style={{ width: `${width}px`, height: `${height}px` }}>
      <span>{words}</span>
    </span>
  );
}

/** A picture that is on its way, or did not come. */
export function WaitingPane({
  width,
  height,
  failure,
}: {
  width: number;
  height: number;
  failure: string | null;
}) {
  return (
    <span
      class="dv-thumb"
      data-status={failure === null ? "waiting" : "failed"}
      style={{ width: `${width}px`, height: `${height}px` }}
    >
      {failure !== null && (
        <span class="dv-thumb-failed" role="img" aria-label={failure} title={failure}>
          <Icon name="missing" />
        </span>
      )}
    </span>
  );
}
