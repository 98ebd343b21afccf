import type { ComponentType } from "preact";
import { useMemo } from "preact/hooks";
import { legendOf } from "../../../overlays";
import type { Scene } from "../../../panels/paint";
import type { Row } from "../../../rows";
import type { Thumbnail } from "../../../thumbnails";
import type { ColumnInfo } from "../../../wire";
import { type OpenPicture, useView } from "../../context";
import { FilmStrip } from "../../film-strip";
import { fitCanvas, type Judged, type Look } from "../../pane-drawing";
import { useRowPictures, type Wanted } from "../../row-pictures";
import { RowValues } from "../../row-values";
import type { Mode } from "../../sheets";
import { useOpenViewer, ViewerFrame } from "../../viewer-frame";
import { layersOf } from "../../viewer-row";
import { comparedModes, MODE_OF, pictureModeOf, type StagePane, stagePanes } from "./compared-contents";
import { noteOf } from "./compared-notes";
import { type ComparedRow, useComparedRow } from "./compared-row";
import { ComparedStage } from "./compared-stage";
import { layFinds, layOutcomes, layPhotoDifference, tintByTable } from "./lane-drawing";
import { type SidePicture, withLayers } from "./lane-layers";
import type { Pane, PictureMode, PicturePlan } from "./pane-plan";
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

const WORDS = { side: "Beside", overlay: "Over one photo", difference: "Differences" } as const;

/** The open row's pictures of all tables, as large as the view: they zoom, pan and are pointed at as one. */
export function ComparedViewer(props: ComparedViewerProps) {
  const { open, columns, labels, plan, truth, Mark } = props;
  const view = useView();
  const viewer = useOpenViewer(open);
  const { state, room, position, count } = viewer;
  const { kept } = state;
  const isNarrow = room === "narrow";
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

  const base = contents.find(({ picture }) => picture)?.picture ?? null;

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
  const filmColumn = (cells: Row | undefined) =>
    columns.find((column, side) => column && (!cells || props.hasPicture(cells, side))) ?? all[0];
  const [first] = all;
  return (
    <ViewerFrame
      viewer={viewer}
      noun="Pictures"
      row={row?.id}
      modes={modes}
      mode={mode}
      words={WORDS}
      usual="side"
      contents={contents}
      base={base}
      layers={layersOf(all, legend)}
      hasRoomForPanel={!isNarrow && panes.length === 1}
      pictureOf={(column) => pictures.find((each) => each?.column.name === column.name)?.picture ?? null}
      judgement={judgement}
      isDifference={false}
      agreement={null}
      judgedOf={(content) => {
        const pane = panes.find((each) => each.contents.includes(content));
        return pane ? judgedOf(pane) : null;
      }}
      onMode={(next) => {
        const own = pictureModeOf(next);
        kept.mode.value = own === null ? next : null;
        if (own !== null) props.onMode(own);
      }}
      stage={(pane) => (
        <ComparedStage
          {...pane}
          panes={panes}
          labels={labels}
          Mark={Mark}
          tintOf={tintOf}
          noteOf={(shown) => noteOf(shown, compared, labels, truth, overlays)}
          judgedOf={judgedOf}
          drawOverOf={(shown) => (shown.pane.kind === "differences" ? drawOver : undefined)}
          isGrey={plan.what === "masks"}
          isNarrow={isNarrow}
          wordsOf={props.wordsOf}
          viewedOf={viewed.of}
          onRetry={viewed.retry}
        />
      )}
    >
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
    </ViewerFrame>
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
