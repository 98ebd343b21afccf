import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { formatCount } from "../format";
import { type LegendGroup, legendOf, styleOf } from "../overlays";
import { roleOf } from "../panels/paint";
import { paletteOf } from "../pixels/colors";
import type { Thumbnail } from "../thumbnails";
import type { LayerStyle } from "../wire";
import { type OpenPicture, useView } from "./context";
import type { PaneProps } from "./image-pane";
import { LegendStrip } from "./legend-strip";
import { closePicture, stepPicture } from "./open-picture";
import { type OpenRow, useOpenRow } from "./open-row";
import { type Judged, seenMasks, zoomText } from "./pane-drawing";
import { whatIsAt } from "./pointing";
import type { Content, Mode } from "./sheets";
import { ViewerBar, type ViewerBarProps } from "./viewer-bar";
import { Hints } from "./viewer-hints";
import { onViewerKey, panSteps, zoomBy } from "./viewer-keys";
import { ViewerPanel, type ViewerPanelProps } from "./viewer-panel";
import { classesOf, type PanelLayer, trueLabelAt } from "./viewer-row";
import { openViewerState, type ViewerState } from "./viewer-state";
import "./image-viewer.css";

/** What an open viewer of pictures has, whatever it shows. */
export interface OpenViewer extends OpenRow {
  open: OpenPicture;
  state: ViewerState;
}

/** Open a viewer of pictures. */
export function useOpenViewer(open: OpenPicture): OpenViewer {
  const view = useView();
  const state = useMemo(() => openViewerState(view), []);
  useEffect(() => () => seenMasks.clear(), []);
  return { open, state, ...useOpenRow(open) };
}

export interface ViewerFrameProps
  extends Pick<ViewerBarProps, "row" | "modes" | "mode" | "words" | "onMode">,
    Pick<ViewerPanelProps, "pictureOf" | "judgement" | "isDifference" | "agreement"> {
  viewer: OpenViewer;
  /** What is open, in a word. */
  noun: string;
  /** The mode in place of differences. */
  usual: Mode;
  contents: readonly Content[];
  /** The picture that zoom and place are told for. */
  base: Thumbnail | null;
  layers: PanelLayer[];
  /** Whether the panel is there until that is chosen. */
  hasRoomForPanel: boolean;
  judgedOf(content: Content): Judged | null;
  /** Shows another step of a run, so many on. */
  onStepRun?: ((by: number) => void) | undefined;
  stage(pane: Pick<PaneProps, "name" | "row" | "state" | "at">): ComponentChildren;
  /** What lies below the pictures. */
  children: ComponentChildren;
}

/** What is around open pictures: the bar, the panel of their groups and classes, and the keys. */
export function ViewerFrame(props: ViewerFrameProps) {
  const { viewer, modes, mode, contents, base, layers, isDifference, onStepRun } = props;
  const { open, root, state, room, position, count } = viewer;
  const { kept } = state;
  const view = useView();
  const legend = legendOf(view).value;
  const { styles } = view.overlays.value;
  const hasLayers = layers.length > 0;
  const hasPanel = hasLayers && (kept.hasPanel.value ?? props.hasRoomForPanel);
  const baseSize = useSignal(base);
  useLayoutEffect(() => {
    baseSize.value = base;
  }, [base]);
  if (base && state.aspect.peek() === null)
    state.aspect.value = Math.min(2.2, Math.max(1, base.width / base.height));

  const setMode = (next: Mode) => {
    if (modes.includes(next)) props.onMode(next);
  };
  const close = () => closePicture(view, root.current);
  const step = (by: number) => stepPicture(view, by);
  const zoom = (by: number) => zoomBy(state, base, by);
  const togglePanel = () => {
    if (hasLayers) kept.hasPanel.value = !hasPanel;
  };
  const onKeyDown = (event: KeyboardEvent) =>
    onViewerKey(event, root.current, state, {
      step,
      stepRun: onStepRun,
      zoom,
      pan: (dx, dy) => panSteps(state, base, dx, dy),
      mode: setMode,
      difference: () => setMode(mode === "difference" ? props.usual : "difference"),
      panel: togglePanel,
      labels: () => {
        view.overlays.value = { ...view.overlays.peek(), labels: !view.overlays.peek().labels };
      },
      findClass: () => {
        if (!hasLayers) return;
        kept.hasPanel.value = true;
        if (isDifference) setMode("overlay");
        requestAnimationFrame(() => root.current?.querySelector<HTMLElement>("[data-find-class]")?.focus());
      },
      close,
    });

  const zoomed = useComputed(() => zoomText(state.camera.value, baseSize.value, state.size.value));
  const name = base?.caption || `picture of row ${formatCount((props.row ?? 0) + 1)}`;
  const classes = useMemo(() => classesOf(contents, legend), [contents, legend]);
  const at: PaneProps["at"] = (content, place, look) => {
    if (!content.picture) return { tip: [], box: null, label: null };
    const scene = {
      column: content.column,
      legend,
      palette: root.current ? paletteOf(root.current) : [],
      overlays: view.overlays.peek(),
      raised: null,
    };
    const truth = trueLabelAt(contents, place, legend);
    return whatIsAt(content.picture, place, look, scene, props.judgedOf(content), truth);
  };
  const styleNow = (group: LegendGroup): Required<LayerStyle> => {
    const content = contents.find((each) => each.column.layers.some((layer) => layer.group === group.name));
    const kind = group.kinds.includes("mask") ? "mask" : "box";
    const shown = content?.column.layers.filter((layer) => layer.kind === kind) ?? [];
    return styleOf(styles[group.name], { kind, isLarge: true, ...roleOf(group.name, shown, legend) });
  };
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`${props.noun} ${formatCount(position + 1)} of ${formatCount(count)}, column ${open.column}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that step and zoom
      tabIndex={0}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => {
        if (event.key === " ") state.isBare.value = false;
      }}
      onBlur={() => {
        state.isBare.value = false;
      }}
    >
      <ViewerBar
        column={open.column}
        row={props.row}
        position={position}
        count={count}
        modes={modes}
        mode={mode}
        words={props.words}
        zoom={zoomed.value}
        hasWords={room === "wide"}
        hasPanel={hasLayers ? hasPanel : null}
        onClose={close}
        onStep={step}
        onMode={setMode}
        onZoom={zoom}
        onPanel={togglePanel}
      />
      <div class={`dv-viewer-body ${hasPanel ? "dv-has-panel" : ""}`}>
        <div class="dv-viewer-main">
          {props.stage({ name, row: props.row ?? 0, state, at })}
          {!hasPanel && classes.length > 0 && <LegendStrip classes={classes} lit={state.lit} />}
        </div>
        {hasPanel && (
          <ViewerPanel
            layers={layers}
            pictureOf={props.pictureOf}
            lit={state.lit}
            kept={kept}
            judgement={props.judgement}
            isDifference={isDifference}
            agreement={props.agreement}
            styleOf={styleNow}
          />
        )}
      </div>
      {props.children}
      <Hints
        mode={mode}
        hasDifference={modes.includes("difference")}
        layers={layers}
        hasSteps={onStepRun !== undefined}
      />
    </section>
  );
}
