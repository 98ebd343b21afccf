import { effect, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Icon } from "../controls/icon";
import { legendOf } from "../overlays";
import { pixelRatioOf } from "../panels/image";
import type { Scene } from "../panels/paint";
import { originOf, type Size, scaleOf } from "../pixels/camera";
import { paletteOf } from "../pixels/colors";
import type { Outcome } from "../pixels/matching";
import type { Thumbnail } from "../thumbnails";
import { useView } from "./context";
import { Swatch } from "./overlay-controls";
import {
  drawDifference,
  drawOverlay,
  drawPhoto,
  type Judged,
  judgedBoxes,
  type Look,
  placementOf,
  type Tint,
} from "./pane-drawing";
import { followHand } from "./pane-gestures";
import { layTags, type Tag } from "./pane-tags";
import type { Pointed } from "./pointing";
import type { Content } from "./sheets";
import type { ViewerState } from "./viewer-state";
import "./image-pane.css";

export interface PaneProps {
  /** What is drawn; of two, the second lies on the right of the divider. */
  contents: Content[];
  /** Name for screen readers. */
  name: string;
  /** Row id. */
  row: number;
  state: ViewerState;
  judged: Judged | null;
  /** Draw where two masks disagree, not the masks. */
  isDifference: boolean;
  /** Draws something else over the photo than its overlays. */
  drawOver?: ((canvas: HTMLCanvasElement, picture: Thumbnail, look: Look, scene: Scene) => void) | undefined;
  /** Boxes that have other colours than those of their classes. */
  tintOf?: ((el: Element) => Tint) | undefined;
  /** Whether its size is the one that the zoom is told for. */
  isFirst: boolean;
  /** What a pane shows at a place, given as fractions of its picture. */
  at(content: Content, place: { x: number; y: number }, look: Look): Pointed;
  /** Controls over the picture. */
  children?: ComponentChildren;
}

/** While the hand moves, large panes are drawn at one pixel per CSS pixel, and sharpened when it rests. */
const REST_MS = 120;
const MARKS = { matched: "check", "false positive": "cross", missed: "ring" } as const;

/** Pictures with their overlays. All panes of a row look through one camera, so that they zoom and pan together. */
export function ImagePane(props: PaneProps) {
  const { contents, name, row, state, judged, isDifference, drawOver, tintOf, isFirst } = props;
  const view = useView();
  const root = useRef<HTMLDivElement>(null);
  const canvases = useRef<(HTMLCanvasElement | null)[]>([]);
  const key = contents.map((content) => content.key).join("|");
  const own = useMemo(
    () => ({ tags: signal<(Tag & { side: number })[]>([]), size: signal<Size>({ width: 0, height: 0 }) }),
    [],
  );
  const [base] = contents;
  const picture = base?.picture ?? null;
  const now = useRef(props);
  now.current = props;

  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = el;
      const { width: w, height: h } = own.size.peek();
      if (w !== width || h !== height) own.size.value = { width, height };
      if (isFirst) state.size.value = { width, height };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, [isFirst]);

  // Drawing follows signals and is done once per frame, however many of them change.
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    let frame = 0;
    let isAtOnce = true;
    const stop = effect(() => {
      const ratio = pixelRatioOf(view).value;
      const look: Look = { camera: state.camera.value, pane: own.size.value, ratio };
      const moving = { ...look, ratio: state.isMoving.value ? Math.min(1, ratio) : ratio };
      const overlays = view.overlays.value;
      const base = {
        legend: legendOf(view).value,
        palette: paletteOf(el),
        overlays,
        raised: view.hoverClass.value,
      };
      const hovered = state.box.value;
      const mistake = state.kept.mistake.value;
      const draw = () => {
        const tags: (Tag & { side: number })[] = [];
        contents.forEach(({ column, picture }, k) => {
          const [photo, overlay] = [canvases.current[2 * k], canvases.current[2 * k + 1]];
          if (!photo || !overlay) return;
          if (!picture) {
            // What the canvases hold belongs to another row.
            photo.width = 0;
            overlay.width = 0;
            return;
          }
          const scene: Scene = { ...base, column };
          drawPhoto(photo, picture, look, isDifference);
          const tint = tintOf?.(el);
          if (drawOver) drawOver(overlay, picture, moving, scene);
          else if (isDifference) drawDifference(overlay, picture, moving, scene, mistake);
          else drawOverlay(overlay, picture, moving, scene, judged, hovered, tint);
          const plain = isDifference || drawOver ? [] : judgedBoxes(picture, look, scene, judged);
          const boxes = tint ? plain.map(tint) : plain;
          const tagged = overlays.labels ? boxes : boxes.filter(({ box }) => box === hovered);
          const ctx = overlay.getContext("2d");
          if (ctx && tagged.length > 0) {
            const font = getComputedStyle(overlay).fontFamily;
            const laid = layTags(tagged, look.pane, ctx, font, scene, judged, hovered);
            tags.push(...laid.map((tag) => ({ ...tag, side: k })));
          }
        });
        own.tags.value = tags;
      };
      cancelAnimationFrame(frame);
      if (isAtOnce) draw();
      else frame = requestAnimationFrame(draw);
      isAtOnce = false;
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [
    view,
    state,
    judged,
    isDifference,
    drawOver,
    tintOf,
    ...contents.map((content) => content.picture),
    key,
  ]);

  useLayoutEffect(() => {
    const el = root.current;
    if (!el || !picture) return;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const stopZoom = effect(() => {
      // A finger scrolls the notebook past a picture that is shown whole.
      el.style.touchAction = state.camera.value.zoom > 1 ? "none" : "pan-y";
    });
    const stop = followHand(el, {
      camera: () => state.camera.peek(),
      picture: () => picture,
      pane: () => own.size.peek(),
      onMove: (to) => {
        state.isMoving.value = true;
        state.camera.value = to;
        clearTimeout(rest);
        rest = setTimeout(() => {
          state.isMoving.value = false;
        }, REST_MS);
      },
      onPoint: (at) => {
        if (!at) {
          if (state.pointer.peek()?.pane === key) state.pointer.value = null;
          return;
        }
        const place = placementOf(picture, { camera: state.camera.peek(), pane: own.size.peek(), ratio: 1 });
        const x = (at.x - place.left) / place.scaleX / picture.width;
        const y = (at.y - place.top) / place.scaleY / picture.height;
        state.pointer.value = x >= 0 && y >= 0 && x < 1 && y < 1 ? { x, y, pane: key } : null;
      },
    });
    return () => {
      stop();
      stopZoom();
      clearTimeout(rest);
      state.isMoving.value = false;
      if (state.pointer.peek()?.pane === key) state.pointer.value = null;
    };
  }, [view, state, key, picture]);

  const isSwipe = contents.length > 1;
  return (
    <div ref={root} class={`dv-pane ${state.isBare.value ? "dv-is-bare" : ""}`}>
      {contents.map((content, k) => (
        <div
          key={k}
          class={`dv-pane-side ${k > 0 ? "dv-pane-right" : ""}`}
          style={isSwipe && k > 0 ? { "--dv-divider": `${state.kept.divider.value * 100}%` } : undefined}
        >
          <canvas
            ref={(el) => {
              canvases.current[2 * k] = el;
            }}
            role="img"
            aria-label={name}
            data-row={row}
            data-column={content.column.name}
          />
          <div class="dv-pane-marks" aria-hidden="true">
            <canvas
              ref={(el) => {
                canvases.current[2 * k + 1] = el;
              }}
            />
            {own.tags.value
              .filter(({ side }) => side === k)
              .map((tag) => (
                <BoxTag key={`${tag.shown.group}/${tag.rect.x}/${tag.rect.y}`} {...tag} />
              ))}
          </div>
        </div>
      ))}
      <div class="dv-pane-marks" aria-hidden="true">
        <Named {...props} paneKey={key} size={own.size.value} />
      </div>
      {props.children}
    </div>
  );
}

function BoxTag({ rect, text, shown, isDim }: Tag) {
  const { outcome } = shown;
  const look: Record<Outcome, string> = {
    matched: "",
    "false positive": "dv-box-false",
    missed: "dv-box-missed",
  };
  const isTruth = outcome === null && shown.isTruth && shown.line !== "solid";
  const names = ["dv-box-tag", outcome && look[outcome], isTruth && "dv-box-missed", isDim && "dv-is-dim"];
  return (
    <span
      class={names.filter(Boolean).join(" ")}
      style={{
        transform: `translate(${Math.round(rect.x)}px, ${Math.round(rect.y)}px)`,
        width: `${Math.ceil(rect.w)}px`,
        "--dv-c": shown.color.css,
        "--dv-on": shown.color.ink,
      }}
    >
      {outcome && <Icon name={MARKS[outcome]} size={10} />}
      {text}
    </span>
  );
}

/** What is at the place that is pointed at, in this pane or another: its name and, in the others, a cross. */
function Named(props: PaneProps & { paneKey: string; size: Size }) {
  const { contents, state, paneKey, size, at } = props;
  const pointer = state.pointer.value;
  const camera = state.camera.value;
  const el = useRef<HTMLDivElement>(null);
  const side = contents.length > 1 ? sideAt(pointer, contents, { camera, pane: size, ratio: 1 }, state) : 0;
  const content = contents[side];
  const picture = content?.picture;
  const look = { camera, pane: size, ratio: 1 };
  const pointed = pointer && content && picture ? at(content, pointer, look) : null;
  const isHere = pointer?.pane === paneKey;
  const place = picture && placementOf(picture, look);
  const x = place && pointer ? place.left + pointer.x * picture.width * place.scaleX : 0;
  const y = place && pointer ? place.top + pointer.y * picture.height * place.scaleY : 0;
  useLayoutEffect(() => {
    if (!isHere && pointer) return;
    state.lit.value = pointed?.label ?? null;
    state.box.value = pointed?.box ?? null;
  }, [pointed?.label, pointed?.box, isHere, pointer === null]);
  useLayoutEffect(() => {
    if (!el.current) return;
    const { offsetWidth: w, offsetHeight: h } = el.current;
    const left = x + 14 + w < size.width ? x + 14 : Math.max(0, x - 14 - w);
    const top = Math.max(0, Math.min(size.height - h - 4, y + 14));
    el.current.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  });
  const isOut = x < 0 || y < 0 || x > size.width || y > size.height;
  if (!pointed || isOut) return null;
  return (
    <>
      {!isHere && <i class="dv-pane-cross" style={{ transform: `translate(${x}px, ${y}px)` }} />}
      {pointed.tip.length > 0 && (
        <div ref={el} class="dv-pane-tip">
          {pointed.tip.map((parts) => (
            <span key={parts.map(({ label, note }) => label + note).join()}>
              {parts.map(({ label, note }) => (
                <ClassName key={label} label={label} note={note} />
              ))}
            </span>
          ))}
        </div>
      )}
    </>
  );
}

/** Which of two contents lies at the pointer. */
function sideAt(
  pointer: { x: number; y: number } | null,
  [left]: Content[],
  look: Look,
  { kept }: ViewerState,
): number {
  if (!pointer || !left?.picture) return 0;
  const { width } = left.picture;
  const origin = originOf(look.camera, left.picture, look.pane);
  const x = (pointer.x * width - origin.x) * scaleOf(look.camera, left.picture, look.pane);
  return x > kept.divider.value * look.pane.width ? 1 : 0;
}

function ClassName({ label, note }: { label: string; note: string }) {
  const entry = legendOf(useView()).value.byLabel.get(label);
  return (
    <>
      {entry && <Swatch entry={entry} />}
      <b>{label}</b>
      {note && <small>{note}</small>}
    </>
  );
}
