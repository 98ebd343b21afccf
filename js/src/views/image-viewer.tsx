import { useMemo } from "preact/hooks";
import { legendOf } from "../overlays";
import type { Row } from "../rows";
import type { Thumbnail } from "../thumbnails";
import type { ColumnInfo } from "../wire";
import { type OpenPicture, useView } from "./context";
import { FilmStrip } from "./film-strip";
import { agreementOf, judgeRow } from "./judging";
import { useRowPictures, type Wanted } from "./row-pictures";
import { RowValues } from "./row-values";
import { contentsOf, firstMode, type Mode, modesOf, sheetsOf, withoutRepeats } from "./sheets";
import { StepSlider } from "./step-slider";
import { useSeries } from "./use-series";
import { useOpenViewer, ViewerFrame } from "./viewer-frame";
import { hasNoPicture, imageColumns, layersOf, withStretched } from "./viewer-row";
import { Stage } from "./viewer-stage";

/** The open picture on the whole of the view; nothing while none is open. */
export function ImageViewer() {
  const view = useView();
  const open = view.viewer.value;
  const column = view.info.value?.columns.find(({ name }) => name === open?.column);
  return open && column ? <OpenViewer open={open} column={column} /> : null;
}

function OpenViewer({ open, column }: { open: OpenPicture; column: ColumnInfo }) {
  const view = useView();
  const viewer = useOpenViewer(open);
  const { state, room, position, count } = viewer;
  const { kept } = state;
  const isNarrow = room === "narrow";
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

  const base = contents[0]?.picture ?? null;
  return (
    <ViewerFrame
      viewer={viewer}
      noun="Picture"
      row={row?.id}
      modes={modes}
      mode={mode}
      usual={first}
      contents={contents}
      base={base}
      layers={layersOf(columns, legend)}
      // Two pictures beside each other want the width, one has room for the panel.
      hasRoomForPanel={!isNarrow && mode !== "side"}
      pictureOf={pictureOf}
      judgement={judgement}
      isDifference={mode === "difference"}
      agreement={agreement}
      judgedOf={() => judged}
      onMode={(next) => {
        kept.mode.value = next;
      }}
      onStepRun={series ? (by) => setStep(stepAt + by) : undefined}
      stage={(pane) => (
        <Stage
          {...pane}
          mode={mode}
          contents={contents}
          open={column}
          judged={judged}
          counts={judgement?.counts ?? null}
          agreement={agreement}
          viewedOf={pictures.of}
          onRetry={pictures.retry}
        />
      )}
    >
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
    </ViewerFrame>
  );
}
