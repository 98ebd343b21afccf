import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { formatCount } from "../format";
import { type LegendGroup, legendOf, styleOf } from "../overlays";
import { roleOf } from "../panels/paint";
import { paletteOf } from "../pixels/colors";
import type { Row } from "../rows";
import type { Thumbnail } from "../thumbnails";
import type { ColumnInfo, LayerStyle } from "../wire";
import { type OpenPicture, useView } from "./context";
import { FilmStrip } from "./film-strip";
import { agreementOf, judgeRow } from "./judging";
import { LegendStrip } from "./legend-strip";
import { closePicture, stepPicture } from "./open-picture";
import { type Look, seenMasks, zoomText } from "./pane-drawing";
import { whatIsAt } from "./pointing";
import { useRowPictures, type Wanted } from "./row-pictures";
import { RowValues } from "./row-values";
import { type Content, contentsOf, firstMode, type Mode, modesOf, sheetsOf, withoutRepeats } from "./sheets";
import { StepSlider } from "./step-slider";
import { useRoom } from "./use-room";
import { useSeries } from "./use-series";
import { ViewerBar } from "./viewer-bar";
import { Hints } from "./viewer-hints";
import { onViewerKey, panSteps, zoomBy } from "./viewer-keys";
import { ViewerPanel } from "./viewer-panel";
import { classesOf, hasNoPicture, imageColumns, layersOf, trueLabelAt, withStretched } from "./viewer-row";
import { Stage } from "./viewer-stage";
import { openViewerState } from "./viewer-state";
import "./image-viewer.css";

/** The open picture on the whole of the view; nothing while none is open. */
export function ImageViewer() {
  const view = useView();
  const open = view.viewer.value;
  const column = view.info.value?.columns.find(({ name }) => name === open?.column);
  return open && column ? <OpenViewer open={open} column={column} /> : null;
}

/** Rows fetched to each side of the open one: as many as the widest film strip may show. */
const AROUND = 16;

function OpenViewer({ open, column }: { open: OpenPicture; column: ColumnInfo }) {
  const view = useView();
  const root = useRef<HTMLElement>(null);
  const state = useMemo(() => openViewerState(view), []);
  const { kept } = state;
  const room = useRoom(root);
  const isNarrow = room === "narrow";
  const count = view.rows.matched.value;
  const position = Math.max(0, Math.min(open.position, count - 1));
  const opened = view.rows.get(position);
  const { series, at: stepAt, setStep } = useSeries(opened);
  const row = series ? series.rows[stepAt] : opened;

  const legend = legendOf(view).value;
  const overlays = view.overlays.value;
  const columns = useMemo(
    () => imageColumns(view.info.value?.columns ?? [], view.query.value.columns, column),
    [view.info.value, view.query.value.columns, column],
  );
  const allSheets = useMemo(
    () => sheetsOf(columns, legend, overlays.hidden_groups),
    [columns, legend, overlays.hidden_groups],
  );
  // While only one picture is looked at, the others of its row are not fetched.
  const isAlone =
    (kept.mode.value ?? firstMode(allSheets, isNarrow)) === "overlay" &&
    allSheets.every((sheet) => sheet.group === null || sheet.column === column);
  const wanted = useMemo(() => (isAlone ? [column] : columns), [isAlone, column, columns]);
  const wantedAt = (cells: Row | undefined): Wanted => ({
    id: cells?.id,
    empty: wanted.map(({ name }) => name).filter((name) => cells && hasNoPicture(cells, name)),
  });
  const neighbours = series
    ? [wantedAt(series.rows[stepAt + 1]), wantedAt(series.rows[stepAt - 1])]
    : [wantedAt(view.rows.get(position + 1)), wantedAt(view.rows.get(position - 1))];
  const pictures = useRowPictures(wanted, wantedAt(row), neighbours);
  const stretched = kept.stretched.value;
  const known = wanted.map(({ name }) => pictures.of(name));
  const drawn = useMemo(
    () =>
      new Map(
        wanted.map(({ name }, k) => [
          name,
          withStretched(known[k]?.original ?? null, known[k]?.picture ?? null, stretched),
        ]),
      ),
    [wanted, stretched, ...known.map(({ picture }) => picture)],
  );
  const pictureOf = (of: ColumnInfo): Thumbnail | null => drawn.get(of.name) ?? null;

  const sheets = useMemo(() => withoutRepeats(allSheets, column, pictureOf), [allSheets, column, drawn]);
  const modes = modesOf(sheets);
  const first = firstMode(sheets, isNarrow);
  const asked = kept.mode.value ?? first;
  const mode: Mode = modes.includes(asked) ? asked : "overlay";
  const contents = useMemo(() => contentsOf(mode, sheets, column, pictureOf), [mode, sheets, column, drawn]);

  const leastIou = kept.leastIou.value;
  const { scores } = overlays;
  const judgement = useMemo(
    () => judgeRow(sheets, pictureOf, scores, leastIou),
    [sheets, drawn, scores, leastIou],
  );
  const hidden = kept.hiddenOutcomes.value;
  const judged = useMemo(() => judgement && { verdicts: judgement.verdicts, hidden }, [judgement, hidden]);
  // Thumbnails standing in would be judged by other pixels.
  const isWhole = known.every(({ status }) => status !== "loading");
  const agreement = useMemo(
    () => (isWhole ? agreementOf(sheets, pictureOf) : null),
    [isWhole, sheets, drawn],
  );

  const layers = layersOf(columns, legend);
  const hasLayers = layers.length > 0;
  // Two pictures beside each other want the width, one has room for the panel.
  const hasPanel = hasLayers && (kept.hasPanel.value ?? (!isNarrow && mode !== "side"));
  const base = contents[0]?.picture ?? null;
  const baseSize = useSignal(base);
  useLayoutEffect(() => {
    baseSize.value = base;
  }, [base]);
  if (base && state.aspect.peek() === null)
    state.aspect.value = Math.min(2.2, Math.max(1, base.width / base.height));

  useLayoutEffect(() => root.current?.focus({ preventScroll: true }), [column]);
  useEffect(() => {
    view.rows.want(Math.max(0, position - AROUND), Math.min(count, position + AROUND + 1));
  }, [view, position, count, view.rows.version.value]);
  useEffect(() => {
    if (count === 0) view.viewer.value = null;
  }, [count]);
  useEffect(() => () => seenMasks.clear(), []);

  const setMode = (next: Mode) => {
    if (modes.includes(next)) kept.mode.value = next;
  };
  const close = () => closePicture(view, root.current);
  const togglePanel = () => {
    if (hasLayers) kept.hasPanel.value = !hasPanel;
  };
  const findClass = () => {
    if (!hasLayers) return;
    kept.hasPanel.value = true;
    if (mode === "difference") setMode("overlay");
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>("[data-find-class]")?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) =>
    onViewerKey(event, root.current, state, {
      step: (by) => stepPicture(view, by),
      stepRun: (by) => setStep(stepAt + by),
      zoom: (by) => zoomBy(state, base, by),
      pan: (dx, dy) => panSteps(state, base, dx, dy),
      mode: setMode,
      difference: () => setMode(mode === "difference" ? first : "difference"),
      panel: togglePanel,
      labels: () => {
        view.overlays.value = { ...view.overlays.peek(), labels: !view.overlays.peek().labels };
      },
      findClass,
      close,
    });

  const zoom = useComputed(() => zoomText(state.camera.value, baseSize.value, state.size.value));
  const what = base?.caption || `picture of row ${formatCount((row?.id ?? 0) + 1)}`;
  const classes = useMemo(() => classesOf(contents, legend), [contents, legend]);
  const at = (content: Content, place: { x: number; y: number }, look: Look) => {
    const scene = {
      column: content.column,
      legend,
      palette: root.current ? paletteOf(root.current) : [],
      overlays: view.overlays.peek(),
      raised: null,
    };
    const truth = trueLabelAt(contents, place, legend);
    return content.picture
      ? whatIsAt(content.picture, place, look, scene, judged, truth)
      : { tip: [], box: null, label: null };
  };
  const styleNow = (group: LegendGroup): Required<LayerStyle> => {
    const content = contents.find((c) => c.column.layers.some((layer) => layer.group === group.name));
    const kind = group.kinds.includes("mask") ? "mask" : "box";
    const shown = content?.column.layers.filter((layer) => layer.kind === kind) ?? [];
    const role = roleOf(group.name, shown, legend);
    return styleOf(overlays.styles[group.name], { kind, isLarge: true, ...role });
  };
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`Picture ${formatCount(position + 1)} of ${formatCount(count)}, column ${column.name}`}
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
        column={column.name}
        row={row?.id}
        position={position}
        count={count}
        modes={modes}
        mode={mode}
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
          <Stage
            mode={mode}
            contents={contents}
            open={column}
            name={what}
            row={row?.id ?? 0}
            state={state}
            judged={judged}
            counts={judgement?.counts ?? null}
            agreement={agreement}
            viewedOf={pictures.of}
            onRetry={pictures.retry}
            at={at}
          />
          {!hasPanel && classes.length > 0 && <LegendStrip classes={classes} lit={state.lit} />}
        </div>
        {hasPanel && (
          <ViewerPanel
            layers={layers}
            pictureOf={pictureOf}
            lit={state.lit}
            kept={kept}
            judgement={judgement}
            isDifference={mode === "difference"}
            agreement={agreement}
            styleOf={styleNow}
          />
        )}
      </div>
      {series && <StepSlider series={series} at={stepAt} onStep={setStep} />}
      <RowValues column={column} row={row} caption={base?.caption ?? null} />
      {count > 1 && (
        <FilmStrip
          column={column}
          position={position}
          count={count}
          sheets={sheets}
          leastIou={leastIou}
          onOpen={(to) => {
            view.viewer.value = { ...open, position: to };
          }}
        />
      )}
      <Hints
        mode={mode}
        hasDifference={modes.includes("difference")}
        layers={layers}
        hasSteps={series !== null}
      />
    </section>
  );
}
