import { useComputed, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { formatCount } from "../../../format";
import { type LegendGroup, legendOf, styleOf } from "../../../overlays";
import { roleOf, type Scene } from "../../../panels/paint";
import { paletteOf } from "../../../pixels/colors";
import type { Row } from "../../../rows";
import type { Thumbnail } from "../../../thumbnails";
import type { ColumnInfo, LayerStyle } from "../../../wire";
import { type OpenPicture, useView } from "../../context";
import { FilmStrip } from "../../film-strip";
import { LegendStrip } from "../../legend-strip";
import { closePicture, stepPicture } from "../../open-picture";
import { fitCanvas, type Judged, type Look, seenMasks, zoomText } from "../../pane-drawing";
import { whatIsAt } from "../../pointing";
import { useRowPictures, type Wanted } from "../../row-pictures";
import { RowValues } from "../../row-values";
import type { Content, Mode } from "../../sheets";
import { useRoom } from "../../use-room";
import { ViewerBar } from "../../viewer-bar";
import { Hints } from "../../viewer-hints";
import { onViewerKey, panSteps, zoomBy } from "../../viewer-keys";
import { ViewerPanel } from "../../viewer-panel";
import { classesOf, layersOf, trueLabelAt } from "../../viewer-row";
import { openViewerState } from "../../viewer-state";
import { comparedModes, MODE_OF, pictureModeOf, type StagePane, stagePanes } from "./compared-contents";
import { noteOf } from "./compared-notes";
import { type ComparedRow, useComparedRow } from "./compared-row";
import { ComparedStage } from "./compared-stage";
import { layFinds, layOutcomes, layPhotoDifference, tintByTable } from "./lane-drawing";
import { type SidePicture, withLayers } from "./lane-layers";
import type { Pane, PictureMode, PicturePlan } from "./pane-plan";
import "../../image-viewer.css";
import "./picture-lanes.css";
import "./compared-viewer.css";

export interface ComparedViewerProps {
  open: OpenPicture;
  /** Per table its column, with groups as the screen names them; null where it has no such column. */
  columns: readonly (ColumnInfo | null)[];
  labels: readonly string[];
  plan: PicturePlan;
  truth: readonly string[];
  mode: PictureMode;
  onMode(mode: PictureMode): void;
  /** Whether all tables say the same of what is true in a row. */
  isOneTruth(row: Row): boolean;
  /** Whether a table has a picture in a row. */
  hasPicture(row: Row, side: number): boolean;
  panesFor(mode: PictureMode, row: Row): readonly Pane[];
  wordsOf(pane: Extract<Pane, { kind: "gone" }>): string;
  /** Columns whose values stand under the pictures. */
  values: readonly ColumnInfo[];
  Mark: ComponentType<{ side: number }>;
}

/** Rows fetched to each side of the open one: as many as the widest film strip may show. */
const AROUND = 16;
const WORDS = { side: "Beside", overlay: "Over one photo", difference: "Differences" } as const;

/** The open row's pictures of all tables, as large as the view: they zoom, pan and are pointed at as one. */
export function ComparedViewer(props: ComparedViewerProps) {
  const { open, columns, labels, plan, truth, Mark } = props;
  const view = useView();
  const root = useRef<HTMLElement>(null);
  const state = useMemo(() => openViewerState(view), []);
  const { kept } = state;
  const room = useRoom(root);
  const isNarrow = room === "narrow";
  const count = view.rows.matched.value;
  const position = Math.max(0, Math.min(open.position, count - 1));
  const row = view.rows.get(position);
  const legend = legendOf(view).value;
  const overlays = view.overlays.value;

  const all = useMemo(() => columns.filter((column) => column !== null), [columns]);
  const emptyIn = (cells: Row) =>
    columns.flatMap((column, side) => (column && !props.hasPicture(cells, side) ? [column.name] : []));
  const wantedAt = (cells: Row | undefined): Wanted => ({
    id: cells?.id,
    empty: cells ? emptyIn(cells) : [],
  });
  const neighbours = [wantedAt(view.rows.get(position + 1)), wantedAt(view.rows.get(position - 1))];
  const wanted = wantedAt(row);
  const viewed = useRowPictures(all, wanted, neighbours);
  const here = useMemo(
    () => columns.map((column) => (column && row && !wanted.empty.includes(column.name) ? column : null)),
    [columns, row?.id, wanted.empty.join("\n")],
  );
  const modes = comparedModes(plan, here.filter(Boolean).length);
  const chosen: Mode = kept.mode.value === "overlay" ? "overlay" : MODE_OF[props.mode];
  const mode = modes.includes(chosen) ? chosen : "side";
  const compared = useComparedRow({
    columns: here,
    viewedOf: viewed.of,
    plan,
    truth,
    isOneTruth: row ? props.isOneTruth(row) : true,
    overlays,
    leastIou: kept.leastIou.value,
    stretched: kept.stretched.value,
    isDifferent: mode === "difference",
  });
  const { pictures, finds, judgement } = compared;
  const laid = row ? props.panesFor(pictureModeOf(mode) ?? "beside", row) : [];
  const panes = useMemo(
    () => stagePanes(laid, mode, pictures, truth, plan),
    [JSON.stringify(laid), mode, pictures, truth, plan],
  );
  const contents = useMemo(() => panes.flatMap((pane) => pane.contents), [panes]);

  const layers = layersOf(all, legend);
  const hasLayers = layers.length > 0;
  const hasPanel = hasLayers && (kept.hasPanel.value ?? (!isNarrow && panes.length === 1));
  const base = contents.find(({ picture }) => picture)?.picture ?? null;
  const baseSize = useSignal(base);
  useLayoutEffect(() => {
    baseSize.value = base;
  }, [base]);
  if (base && state.aspect.peek() === null)
    state.aspect.value = Math.min(2.2, Math.max(1, base.width / base.height));
  useLayoutEffect(() => root.current?.focus({ preventScroll: true }), [open.column]);
  useEffect(() => {
    view.rows.want(Math.max(0, position - AROUND), Math.min(count, position + AROUND + 1));
  }, [view, position, count, view.rows.version.value]);
  useEffect(() => {
    if (count === 0) view.viewer.value = null;
  }, [count]);
  useEffect(() => () => seenMasks.clear(), []);

  const setMode = (next: Mode) => {
    if (!modes.includes(next)) return;
    const own = pictureModeOf(next);
    kept.mode.value = own === null ? next : null;
    if (own !== null) props.onMode(own);
  };
  const close = () => closePicture(view, root.current);
  const togglePanel = () => {
    if (hasLayers) kept.hasPanel.value = !hasPanel;
  };
  const onKeyDown = (event: KeyboardEvent) =>
    onViewerKey(event, root.current, state, {
      step: (by) => stepPicture(view, by),
      zoom: (by) => zoomBy(state, base, by),
      pan: (dx, dy) => panSteps(state, base, dx, dy),
      mode: setMode,
      difference: () => setMode(mode === "difference" ? "side" : "difference"),
      panel: togglePanel,
      labels: () => {
        view.overlays.value = { ...view.overlays.peek(), labels: !view.overlays.peek().labels };
      },
      findClass: () => {
        if (!hasLayers) return;
        kept.hasPanel.value = true;
        requestAnimationFrame(() => root.current?.querySelector<HTMLElement>("[data-find-class]")?.focus());
      },
      close,
    });

  const hidden = kept.hiddenOutcomes.value;
  const judged = useMemo(() => judgedBy(compared, hidden), [finds, judgement, hidden]);
  const judgedOf = ({ pane }: StagePane) => {
    if (pane.kind === "overlay") return judged.all;
    return pane.kind === "table" ? (judged.sides[pane.side] ?? null) : null;
  };
  const sideOfGroup = useMemo(() => {
    const sides = new Map<string, number>();
    columns.forEach((column, side) => {
      for (const { group } of column?.layers ?? []) sides.set(group, side);
    });
    return sides;
  }, [columns]);
  const tintOf = useMemo(() => (el: Element) => tintByTable(el, sideOfGroup, truth), [sideOfGroup, truth]);
  const drawOver = useMemo(
    () => drawOverOf(compared, plan, truth),
    [compared.outcomes, finds, compared.photos, pictures, truth],
  );
  const at = (content: Content, place: { x: number; y: number }, look: Look) => {
    const scene = {
      column: content.column,
      legend,
      palette: root.current ? paletteOf(root.current) : [],
      overlays: view.overlays.peek(),
      raised: null,
    };
    const pane = panes.find((each) => each.contents.includes(content));
    const isTrue = trueLabelAt(contents, place, legend);
    return content.picture
      ? whatIsAt(content.picture, place, look, scene, pane ? judgedOf(pane) : null, isTrue)
      : { tip: [], box: null, label: null };
  };
  const styleNow = (group: LegendGroup): Required<LayerStyle> => {
    const content = contents.find((each) => each.column.layers.some((layer) => layer.group === group.name));
    const kind = group.kinds.includes("mask") ? "mask" : "box";
    const shown = content?.column.layers.filter((layer) => layer.kind === kind) ?? [];
    return styleOf(overlays.styles[group.name], {
      kind,
      isLarge: true,
      ...roleOf(group.name, shown, legend),
    });
  };
  const zoom = useComputed(() => zoomText(state.camera.value, baseSize.value, state.size.value));
  const name = base?.caption || `picture of row ${formatCount((row?.id ?? 0) + 1)}`;
  const classes = useMemo(() => classesOf(contents, legend), [contents, legend]);
  const filmColumn = (cells: Row | undefined) =>
    columns.find((column, side) => column && (!cells || props.hasPicture(cells, side))) ?? all[0];
  const [first] = all;
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`Pictures ${formatCount(position + 1)} of ${formatCount(count)}, column ${open.column}`}
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
        row={row?.id}
        position={position}
        count={count}
        modes={modes}
        mode={mode}
        words={WORDS}
        zoom={zoom.value}
        hasWords={room === "wide"}
        hasPanel={hasLayers ? hasPanel : null}
        onClose={close}
        onStep={(by) => stepPicture(view, by)}
        onMode={setMode}
        onZoom={(by) => zoomBy(state, base, by)}
        onPanel={togglePanel}
      />
      <div class={`dv-viewer-body ${hasPanel ? "dv-has-panel" : ""}`}>
        <div class="dv-viewer-main">
          <ComparedStage
            panes={panes}
            labels={labels}
            Mark={Mark}
            name={name}
            row={row?.id ?? 0}
            state={state}
            at={at}
            tintOf={tintOf}
            noteOf={(pane) => noteOf(pane, compared, labels, truth, overlays)}
            judgedOf={judgedOf}
            drawOverOf={({ pane }) => (pane.kind === "differences" ? drawOver : undefined)}
            isGrey={plan.what === "masks"}
            isNarrow={isNarrow}
            wordsOf={props.wordsOf}
            viewedOf={viewed.of}
            onRetry={viewed.retry}
          />
          {!hasPanel && classes.length > 0 && <LegendStrip classes={classes} lit={state.lit} />}
        </div>
        {hasPanel && (
          <ViewerPanel
            layers={layers}
            pictureOf={(column) =>
              pictures.find((each) => each?.column.name === column.name)?.picture ?? null
            }
            lit={state.lit}
            kept={kept}
            judgement={judgement}
            isDifference={false}
            agreement={null}
            styleOf={styleNow}
          />
        )}
      </div>
      {first && <RowValues column={first} row={row} caption={base?.caption ?? null} columns={props.values} />}
      {count > 1 && first && (
        <FilmStrip
          column={first}
          columnOf={(cells) => filmColumn(cells) ?? first}
          position={position}
          count={count}
          sheets={[]}
          leastIou={kept.leastIou.value}
          onOpen={(to) => {
            view.viewer.value = { ...open, position: to };
          }}
        />
      )}
      <Hints mode={mode} hasDifference={modes.includes("difference")} layers={layers} hasSteps={false} />
    </section>
  );
}

/** What boxes are judged by: in each table's picture by its own finds, over one photo by those of all. */
function judgedBy({ finds, judgement }: ComparedRow, hidden: Judged["hidden"]) {
  const of = (verdicts: Judged["verdicts"] | null | undefined): Judged | null =>
    verdicts && judgement ? { verdicts, hidden } : null;
  return { all: of(judgement?.verdicts), sides: finds?.verdicts.map(of) ?? [] };
}

/** Draws where tables differ; undefined while that is not known. */
function drawOverOf(
  { outcomes, finds, photos, pictures, truthSide }: ComparedRow,
  { what }: PicturePlan,
  truth: readonly string[],
) {
  if (!outcomes && what !== "boxes" && !photos) return undefined;
  const isTrue = ({ group }: { group: string }) => truth.includes(group);
  return (canvas: HTMLCanvasElement, picture: Thumbnail, look: Look, scene: Scene) => {
    fitCanvas(canvas, look);
    if (look.pane.width === 0) return;
    if (outcomes) layOutcomes(canvas, picture, look, outcomes);
    else if (photos) layPhotoDifference(canvas, picture, look, photos);
    else {
      const part = (of: SidePicture, side: number | null, isKept: typeof isTrue) => {
        const kept = withLayers(of, isKept);
        return { side, picture: kept.picture, scene: { ...scene, column: kept.column } };
      };
      const there = pictures.flatMap((each) => (each?.picture ? [each as SidePicture] : []));
      const sides = [
        ...(truthSide ? [part(truthSide, null, isTrue)] : []),
        ...there.map((each) => part(each, each.side, (layer) => !isTrue(layer))),
      ];
      layFinds(canvas, look, sides, finds);
    }
  };
}
