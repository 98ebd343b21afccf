import { type Signal, signal, useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { FITTED, type Size, zoomAt } from "../pixels/camera";
import type { Row } from "../rows";
import type { ColumnInfo } from "../wire";
import { type OpenPicture, useView } from "./context";
import { FilmStrip } from "./film-strip";
import { ImagePane } from "./image-pane";
import { closePicture, stepPicture } from "./open-picture";
import { zoomText } from "./pane-drawing";
import { usePicture, type Viewed } from "./picture-state";
import { RowValues } from "./row-values";
import { ViewerPanel } from "./viewer-panel";
import "./image-viewer.css";

/** The open picture on the whole of the view; nothing while none is open. */
export function ImageViewer() {
  const view = useView();
  const open = view.viewer.value;
  const column = view.info.value?.columns.find(({ name }) => name === open?.column);
  return open && column ? <OpenViewer open={open} column={column} /> : null;
}

const WIDE_PX = 640;
const ZOOM_STEP = 1.5;
/** Rows fetched to each side of the open one: as many as the widest film strip may show. */
const AROUND = 16;

/** State of the hand, which lives as long as the viewer is open. */
function makeHand() {
  return {
    camera: signal(FITTED),
    size: signal<Size>({ width: 0, height: 0 }),
    isBare: signal(false),
    hasLabels: signal(true),
    hasPanel: signal(true),
    lit: signal<string | null>(null),
    /** Width over height of the pane: that of the first picture, so that stepping moves nothing. */
    aspect: signal<number | null>(null),
  };
}

function OpenViewer({ open, column }: { open: OpenPicture; column: ColumnInfo }) {
  const view = useView();
  const root = useRef<HTMLElement>(null);
  const hand = useMemo(makeHand, []);
  const count = view.rows.matched.value;
  const position = Math.max(0, Math.min(open.position, count - 1));
  const row = view.rows.rowId(position);
  const isEmpty = hasNoPicture(view.rows.get(position), column);
  const pictureAt = (at: number) =>
    hasNoPicture(view.rows.get(at), column) ? undefined : view.rows.rowId(at);
  const viewed = usePicture(column, pictureAt(position), [pictureAt(position + 1), pictureAt(position - 1)]);
  const { picture } = viewed;

  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    hand.hasPanel.value = column.layers.length > 0 && el.clientWidth >= WIDE_PX;
    el.focus({ preventScroll: true });
  }, [hand, column]);
  useEffect(() => {
    view.rows.want(Math.max(0, position - AROUND), Math.min(count, position + AROUND + 1));
  }, [view, position, count, view.rows.version.value]);
  useEffect(() => {
    if (count === 0) view.viewer.value = null;
  }, [count]);
  if (picture && hand.aspect.peek() === null) {
    hand.aspect.value = Math.min(2.2, Math.max(1, picture.width / picture.height));
  }

  const close = () => closePicture(view, root.current);
  const goTo = (to: number) => {
    view.viewer.value = { ...open, position: to };
  };
  const zoomBy = (factor: number) => {
    if (!picture) return;
    const { width, height } = hand.size.peek();
    hand.camera.value = zoomAt(hand.camera.peek(), factor, width / 2, height / 2, picture, { width, height });
  };
  const fit = () => {
    hand.camera.value = FITTED;
  };
  const flip = (state: Signal<boolean>) => {
    state.value = !state.value;
  };
  const findClass = () => {
    if (column.layers.length === 0) return;
    hand.hasPanel.value = true;
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>("[data-find-class]")?.focus());
  };

  const keys: Record<string, () => void> = {
    ArrowLeft: () => stepPicture(view, -1),
    ArrowRight: () => stepPicture(view, 1),
    k: () => stepPicture(view, -1),
    j: () => stepPicture(view, 1),
    "+": () => zoomBy(ZOOM_STEP),
    "=": () => zoomBy(ZOOM_STEP),
    "-": () => zoomBy(1 / ZOOM_STEP),
    "0": fit,
    o: () => column.layers.length > 0 && flip(hand.hasPanel),
    l: () => flip(hand.hasLabels),
    "/": findClass,
    Escape: close,
    " ": () => {
      hand.isBare.value = true;
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target instanceof HTMLInputElement) {
      if (key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      root.current?.focus();
      return;
    }
    const action = keys[key];
    if (!action || (key === " " && target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key === " ") hand.isBare.value = false;
  };

  const zoom = useComputed(() => zoomText(hand.camera.value, viewed.size.value, hand.size.value));
  const name = picture?.caption || `picture of row ${formatCount((row ?? 0) + 1)}`;
  const hasPanel = hand.hasPanel.value && column.layers.length > 0;
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`Picture ${formatCount(position + 1)} of ${formatCount(count)}, column ${column.name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that step and zoom
      tabIndex={0}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onBlur={() => {
        hand.isBare.value = false;
      }}
    >
      <header class="dv-viewer-bar">
        <Button icon="left" title="Back to the table (Esc)" aria-label="Back to the table" onClick={close}>
          <span class="dv-viewer-word">Table</span>
        </Button>
        <i class="dv-viewer-rule" />
        <span class="dv-viewer-title">
          <b>{column.name}</b>
          {row !== undefined && <span>row {formatCount(row + 1)}</span>}
        </span>
        <Button
          icon="left"
          title="Previous row (←)"
          disabled={position === 0}
          onClick={() => stepPicture(view, -1)}
        />
        <span class="dv-viewer-count" title="Rows of the filtered, sorted table" aria-live="polite">
          {formatCount(position + 1)} of {formatCount(count)}
        </span>
        <Button
          icon="right"
          title="Next row (→)"
          disabled={position >= count - 1}
          onClick={() => stepPicture(view, 1)}
        />
        <span class="dv-viewer-grow" />
        <span class="dv-viewer-zoom">
          <Button icon="minus" title="Zoom out (−)" onClick={() => zoomBy(1 / ZOOM_STEP)} />
          <output title="Screen pixels per image pixel">{zoom}</output>
          <Button icon="plus" title="Zoom in (+)" onClick={() => zoomBy(ZOOM_STEP)} />
        </span>
        <Button icon="fit" title="Fit (0)" onClick={fit} />
        {column.layers.length > 0 && (
          <Button
            icon="panel"
            pressed={hasPanel}
            title="Overlays (O)"
            aria-label="Overlays"
            onClick={() => flip(hand.hasPanel)}
          >
            <span class="dv-viewer-word">Overlays</span>
          </Button>
        )}
      </header>
      <div class={`dv-viewer-body ${hasPanel ? "dv-has-panel" : ""}`}>
        <div class="dv-viewer-stage">
          <div class="dv-viewer-frame" style={{ aspectRatio: String(hand.aspect.value ?? 4 / 3) }}>
            <ImagePane column={column} picture={picture} name={name} row={row ?? 0} {...hand} />
            {isEmpty && <Failure message="This row has no picture." />}
            {viewed.status === "loading" && !isEmpty && (
              <i class="dv-viewer-progress" role="progressbar" aria-label="Loading" />
            )}
            {viewed.status === "failed" && <Failure message={viewed.message} onRetry={viewed.retry} />}
          </div>
          <Notes viewed={viewed} column={column} />
        </div>
        {hasPanel && (
          <ViewerPanel column={column} picture={picture} lit={hand.lit} hasLabels={hand.hasLabels} />
        )}
      </div>
      <RowValues column={column} position={position} caption={picture?.caption ?? null} />
      {count > 1 && <FilmStrip column={column} position={position} count={count} onOpen={goTo} />}
      <footer class="dv-viewer-hints" aria-hidden="true">
        <Hint keys={["←", "→"]} text="row" />
        <Hint keys={["wheel"]} text="zoom" />
        <Hint keys={["drag"]} text="pan" />
        <Hint keys={["0"]} text="fit" />
        {column.layers.length > 0 && <Hint keys={["space"]} text="hold for the bare photo" />}
        {column.layers.some(({ kind }) => kind === "box") && <Hint keys={["l"]} text="labels" />}
        {column.layers.length > 0 && <Hint keys={["/"]} text="find a class" />}
        <Hint keys={["esc"]} text="table" />
      </footer>
    </section>
  );
}

function Hint({ keys, text }: { keys: string[]; text: string }) {
  return (
    <span class="dv-hint">
      {keys.map((key) =>
        key.length > 4 || key === "drag" ? <b key={key}>{key}</b> : <kbd key={key}>{key}</kbd>,
      )}
      {text}
    </span>
  );
}

function Failure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div class="dv-viewer-failure" role="alert">
      <Icon name="missing" size={24} />
      <p>{message}</p>
      {onRetry && <Button look="line" label="Try again" onClick={onRetry} />}
    </div>
  );
}

/** What is not as one expects: masks that cannot be drawn, masks that this row does not have, a long wait. */
function Notes({ viewed, column }: { viewed: Viewed; column: ColumnInfo }) {
  const { picture, original } = viewed;
  const absent = original
    ? column.layers.filter(({ group, kind }) => {
        if (kind === "box") return !original.boxes.some((entry) => entry.group === group);
        return !original.masks.some((entry) => entry.group === group) && original.troubles.length === 0;
      })
    : [];
  return (
    <div class="dv-viewer-notes" aria-live="polite">
      {viewed.isSlow && (
        <p>
          {picture
            ? "Thumbnail until the photo is here. The kernel may be busy; rows already here stay in reach."
            : "Waiting for the photo. The kernel may be busy; it comes when the running cell ends."}
        </p>
      )}
      {original?.troubles.map((trouble) => (
        <p key={trouble} class="dv-viewer-trouble">
          <Icon name="warning" />
          {trouble}
        </p>
      ))}
      {absent.map(({ group, kind }) => (
        <p key={`${kind}/${group}`}>
          No {kind === "mask" ? "mask" : "boxes"} <b>{group}</b> in this row.
        </p>
      ))}
    </div>
  );
}

/** Whether a row is here and its cell is written empty, or not there at all. */
function hasNoPicture(row: Row | undefined, column: ColumnInfo): boolean {
  return row?.has(column.name) === true && (row.cell(column.name) ?? null) === null;
}
