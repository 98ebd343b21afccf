import { useComputed } from "@preact/signals";
import type { ComponentType } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { Icon } from "../../../controls/icon";
import { legendOf } from "../../../overlays";
import { pixelRatioOf } from "../../../panels/image";
import { labelAt } from "../../../panels/label-at";
import type { BoxFinds } from "../../../pixels/box-finds";
import type { PhotoDifference } from "../../../pixels/photo-difference";
import type { SideOutcomes } from "../../../pixels/side-outcomes";
import { thumbnailSize } from "../../../thumbnails";
import type { ColumnInfo } from "../../../wire";
import { useView } from "../../context";
import {
  drawFinds,
  drawOutcomes,
  drawPhotoDifference,
  drawTable,
  photoDifference,
  type SidedBoxes,
} from "./lane-drawing";
import { moveShare, swipeShare, takeHand } from "./lane-hand";
import { findsOf, outcomesOf, readingAt, type Shown, type SidePicture, withLayers } from "./lane-layers";
import { GonePane, LanePane, type Layer, type Reading, WaitingPane } from "./lane-pane";
import { BoxShares, MaskShares, PhotoShares } from "./lane-shares";
import { useLaneThumbnails } from "./lane-thumbnails";
import type { Pane, PicturePlan, PictureRoom } from "./pane-plan";
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
    () => (plan.what === "boxes" ? findsOf(pictures, truthSide, truth, shown) : null),
    [plan.what, pictures, truthSide, truth, shown],
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
          layersIn(pane, { ...props, pictures, truthSide, outcomes, finds, photos }),
        ]),
      ),
    [panes, pictures, truthSide, outcomes, finds, photos],
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
              <Handle
                share={share.value}
                sides={pane.sides}
                labels={sides.map(({ label }) => label)}
                Mark={Mark}
                onMove={(by) => moveShare(share, by)}
              />
            )}
          </LanePane>
        );
      })}
      {isDifferent && (
        <DifferenceShares
          {...props}
          outcomes={outcomes}
          finds={finds}
          photos={photos}
          truthSide={truthSide}
        />
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

function sidesOf(pane: Pane): number[] {
  if (pane.kind === "swipe" || pane.kind === "differences") return pane.sides;
  return pane.side === null ? [] : [pane.side];
}

interface Found {
  pictures: readonly (SidePicture | null)[];
  truthSide: SidePicture | null;
  outcomes: SideOutcomes | null;
  finds: BoxFinds | null;
  photos: PhotoDifference | null;
}

/** What is drawn in a pane; null while it is not all here. */
function layersIn(
  pane: Pane,
  { pictures, truthSide, outcomes, finds, photos, plan, truth, sides }: Found & PictureLanesProps,
): Layer[] | null {
  const isTrue = ({ group }: { group: string }) => truth.includes(group);
  const caption = (of: SidePicture, what: string) => `${of.picture.caption || "picture"}, ${what}`;
  const ofTable = (side: number, withTruth: boolean): Layer | null => {
    const from = pictures[side];
    if (!from) return null;
    const { column, picture } = withLayers(from, (layer) => withTruth || !isTrue(layer));
    const label = sides[side]?.label ?? "";
    return {
      side,
      column,
      picture,
      name: caption(from, label),
      draw: (canvas, at, look, scene) => drawTable(canvas, at, look, scene, side),
    };
  };
  if (pane.kind === "truth") {
    const from = pictures[pane.side];
    if (!from) return null;
    const { column, picture } = withLayers(from, isTrue);
    const draw: Layer["draw"] = (canvas, at, look, scene) => drawTable(canvas, at, look, scene, pane.side);
    return [{ side: null, column, picture, name: caption(from, "truth"), draw }];
  }
  if (pane.kind === "table") return all([ofTable(pane.side, pane.withTruth)]);
  if (pane.kind === "swipe") return all(pane.sides.map((side) => ofTable(side, plan.what === "boxes")));
  if (pane.kind !== "differences") return null;
  const there = pane.sides.map((side) => pictures[side]);
  const [first] = there;
  if (!first || there.some((each) => !each)) return null;
  const { column, picture } = first;
  const base = { side: null, column, picture, name: caption(first, "differences") };
  if (plan.what === "masks" && outcomes)
    return [{ ...base, draw: (canvas, at, look) => drawOutcomes(canvas, at, look, outcomes) }];
  if (plan.what === "boxes" && finds) {
    const parts = (scene: Parameters<Layer["draw"]>[3]): SidedBoxes[] => {
      const part = (of: SidePicture, side: number | null, keep: typeof isTrue): SidedBoxes => {
        const kept = withLayers(of, keep);
        return { side, picture: kept.picture, scene: { ...scene, column: kept.column } };
      };
      return [
        ...(truthSide ? [part(truthSide, null, isTrue)] : []),
        ...there.flatMap((each) => (each ? [part(each, each.side, (layer) => !isTrue(layer))] : [])),
      ];
    };
    return [{ ...base, draw: (canvas, at, look, scene) => drawFinds(canvas, at, look, parts(scene), finds) }];
  }
  if (photos) return [{ ...base, draw: (canvas, at, look) => drawPhotoDifference(canvas, at, look, photos) }];
  return all([ofTable(first.side, true)]);
}

function all(layers: (Layer | null)[]): Layer[] | null {
  return layers.every((layer) => layer !== null) ? layers : null;
}

type SharesOf = Omit<Found, "pictures"> & PictureLanesProps;

function DifferenceShares({ outcomes, finds, photos, truthSide, ...props }: SharesOf) {
  const { sides, room, plan, truth, Mark, isOneFile } = props;
  const labels = sides.map(({ label }) => label);
  const own = { width: room.width, height: room.height, labels, Mark };
  if (plan.what === "photos") return <PhotoShares {...own} difference={photos} isOneFile={isOneFile} />;
  if (plan.what === "boxes") return finds && <BoxShares {...own} finds={finds} truths={finds.foundBy.size} />;
  const hasTruth = truthSide?.picture.masks.some(({ group }) => truth.includes(group)) ?? false;
  return outcomes && <MaskShares {...own} outcomes={outcomes} hasTruth={hasTruth} />;
}

/** The line between two pictures that lie over each other. */
function Handle({
  share,
  sides,
  labels,
  Mark,
  onMove,
}: {
  share: number;
  sides: readonly [number, number];
  labels: readonly string[];
  Mark: PictureLanesProps["Mark"];
  onMove(by: number): void;
}) {
  const [left, right] = sides;
  return (
    <>
      <span class="dv-pl-corner" aria-hidden="true">
        <Mark side={left} />
      </span>
      <span class="dv-pl-corner is-right" aria-hidden="true">
        <Mark side={right} />
      </span>
      <span
        class="dv-pl-handle"
        role="slider"
        tabIndex={-1}
        aria-label={`Divider between ${labels[left]} and ${labels[right]}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        style={{ left: `${share * 100}%` }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          onMove(by);
        }}
      />
    </>
  );
}
