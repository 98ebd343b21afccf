import { useComputed } from "@preact/signals";
import type { ComponentType } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { Icon } from "../../../controls/icon";
import { legendOf } from "../../../overlays";
import { pixelRatioOf } from "../../../panels/image";
import { labelAt } from "../../../panels/label-at";
import { thumbnailSize } from "../../../thumbnails";
import type { ColumnInfo } from "../../../wire";
import { useView } from "../../context";
import { photoDifference } from "./lane-drawing";
import { swipeShare, takeHand } from "./lane-hand";
import {
  countBoxes,
  findsOf,
  outcomesOf,
  readingAt,
  type Shown,
  type SidePicture,
  withLayers,
} from "./lane-layers";
import { GonePane, LanePane, type Reading, WaitingPane } from "./lane-pane";
import { BoxCounts, BoxShares, MaskShares, PhotoShares } from "./lane-shares";
import { useLaneThumbnails } from "./lane-thumbnails";
import { type Found, layersIn, sidesOf } from "./pane-layers";
import type { Pane, PicturePlan, PictureRoom } from "./pane-plan";
import { SwipeHandle } from "./swipe-handle";
import "../../picture-icons";
import "./picture-lanes.css";

/** What one table has for a row's picture. */
export interface PictureSide {
  label: string;
  /** Its column, with groups as the screen names them; null where it has no picture here. */
  column: ColumnInfo | null;
}

export interface PictureLanesProps {
  /** The column of lanes. */
  name: string;
  /** Per table, in the order shown. */
  sides: readonly PictureSide[];
  panes: readonly Pane[];
  plan: PicturePlan;
  room: PictureRoom;
  /** Groups that say what is true. */
  truth: readonly string[];
  isOneFile: boolean;
  /** Whether all tables say the same of what is true. */
  isOneTruth: boolean;
  /** Row id. */
  row: number;
  Mark: ComponentType<{ side: number }>;
  /** Why a pane has no picture. */
  wordsOf(pane: Extract<Pane, { kind: "gone" }>): string;
  onOpen(): void;
}

/** Zoomed in further than this, a picture is fetched as large as small ones come. */
const NEAR = 1.4;
const NEAR_PX = 512;

/** The pictures of one compared row, set against each other. */
export function PictureLanes(props: PictureLanesProps) {
  const { name, sides, panes, plan, room, truth, row, Mark } = props;
  const view = useView();
  const { hand, release } = useMemo(() => takeHand(view, name, row), [view, name, row]);
  useLayoutEffect(() => release, [release]);
  const isNear = useComputed(() => hand.camera.value.zoom > NEAR).value;
  const columns = useMemo(() => sides.map(({ column }) => column), [sides]);
  const labels = useMemo(() => sides.map(({ label }) => label), [sides]);
  const size = isNear ? NEAR_PX : thumbnailSize(room.width, room.height, pixelRatioOf(view).value);
  const states = useLaneThumbnails(columns, row, size);
  const shown = useShown();
  const pictures = useMemo(
    () =>
      columns.map((column, side): SidePicture | null => {
        const state = states[side];
        return column && state?.status === "ready" ? { side, column, picture: state.picture } : null;
      }),
    [columns, states],
  );
  const truthPane = panes.find((pane) => pane.kind === "truth");
  const truthSide = truthPane
    ? (pictures[truthPane.side] ?? null)
    : (pictures.find((each) => each?.column.layers.some(({ group }) => truth.includes(group))) ?? null);
  const isDifferent = panes.some(({ kind }) => kind === "differences");
  const outcomes = useMemo(
    () => (isDifferent && plan.what === "masks" ? outcomesOf(pictures, truthSide, truth, shown) : null),
    [isDifferent, plan.what, pictures, truthSide, truth, shown],
  );
  const finds = useMemo(
    () =>
      plan.what === "boxes" ? findsOf(pictures, props.isOneTruth ? truthSide : null, truth, shown) : null,
    [plan.what, pictures, truthSide, props.isOneTruth, truth, shown],
  );
  const photos = useMemo(
    () =>
      isDifferent && plan.what === "photos" && !props.isOneFile
        ? photoDifference(pictures.flatMap((each) => each?.picture ?? []))
        : null,
    [isDifferent, plan.what, pictures, props.isOneFile],
  );
  const layersOf = useMemo(
    () =>
      new Map(
        panes.map((pane) => [
          pane,
          layersIn(pane, { plan, truth, labels, pictures, truthSide, outcomes, finds, photos }),
        ]),
      ),
    [panes, plan, truth, labels, pictures, truthSide, outcomes, finds, photos],
  );
  const share = swipeShare(view);
  const swipe = useMemo(
    () => (to: number) => {
      share.value = to;
    },
    [share],
  );
  const readAt =
    (pane: Pane) =>
    (place: { x: number; y: number }): Reading | null => {
      const layers = layersOf.get(pane) ?? [];
      const layer = layers[pane.kind === "swipe" && place.x > share.peek() ? 1 : 0];
      const legend = legendOf(view).peek();
      const overlays = view.overlays.peek();
      if (!layer || pane.kind === "differences") return null;
      const isTrue = truthSide && withLayers(truthSide, ({ group }) => truth.includes(group));
      const label =
        isTrue &&
        labelAt({ ...isTrue.picture, boxes: [] }, place.x, place.y, {
          column: isTrue.column,
          legend,
          overlays,
        });
      if (layer.side === null) return label === null ? null : { label, isRight: null };
      const from = { side: layer.side, column: layer.column, picture: layer.picture };
      return readingAt(from, place, legend, overlays, { label, groups: truth, finds });
    };
  const { width, height } = room;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter on the cell opens it, and the grid takes the keys
    <span class="dv-pl" style={{ "--dv-pl-columns": room.columns }} onDblClick={props.onOpen}>
      {panes.map((pane, k) => {
        const key = `${pane.kind}/${k}`;
        if (pane.kind === "gone")
          return <GonePane key={key} width={width} height={height} words={props.wordsOf(pane)} />;
        const layers = layersOf.get(pane);
        if (!layers) {
          const failed = sidesOf(pane).map((side) => states[side]);
          const failure = failed.find((state) => state?.status === "failed");
          return (
            <WaitingPane
              key={key}
              width={width}
              height={height}
              failure={failure?.status === "failed" ? failure.message : null}
            />
          );
        }
        return (
          <LanePane
            key={key}
            layers={layers}
            row={row}
            width={width}
            height={height}
            hand={hand}
            edge={pane.kind === "table" ? pane.side : null}
            share={pane.kind === "swipe" ? share.value : 0}
            onSwipe={pane.kind === "swipe" ? swipe : null}
            at={readAt(pane)}
          >
            {pane.kind === "swipe" && (
              <SwipeHandle share={share} sides={pane.sides} labels={labels} Mark={Mark} />
            )}
          </LanePane>
        );
      })}
      {isDifferent && (
        <DifferenceShares {...props} {...{ pictures, outcomes, finds, photos, truthSide, shown }} />
      )}
      <button
        type="button"
        class="dv-open dv-pl-open"
        tabIndex={-1}
        title="Open (Enter)"
        aria-label="Open"
        onClick={props.onOpen}
      >
        <Icon name="expand" />
      </button>
    </span>
  );
}

/** What is switched off, and no more of the overlays: how strong they are changes nothing that is counted. */
function useShown(): Shown {
  const { overlays } = useView();
  const text = useComputed(() => {
    const { hidden_classes, hidden_groups, scores } = overlays.value;
    return JSON.stringify({ hidden_classes, hidden_groups, scores });
  }).value;
  return useMemo(() => JSON.parse(text), [text]);
}

type SharesOf = Found & PictureLanesProps & { shown: Shown };

function DifferenceShares({ pictures, outcomes, finds, photos, truthSide, shown, ...props }: SharesOf) {
  const { sides, room, plan, truth, Mark, isOneFile } = props;
  const labels = sides.map(({ label }) => label);
  const own = { width: room.width, height: room.height, labels, Mark };
  if (plan.what === "photos") return <PhotoShares {...own} difference={photos} isOneFile={isOneFile} />;
  if (plan.what === "boxes")
    return finds ? (
      <BoxShares {...own} finds={finds} truths={finds.foundBy.size} />
    ) : (
      <BoxCounts {...own} counts={pictures.map((each) => each && countBoxes(each, shown))} />
    );
  const hasTruth = truthSide?.picture.masks.some(({ group }) => truth.includes(group)) ?? false;
  return outcomes && <MaskShares {...own} outcomes={outcomes} hasTruth={hasTruth} />;
}
