import type { BoxFinds } from "../../../pixels/box-finds";
import type { PhotoDifference } from "../../../pixels/photo-difference";
import type { SideOutcomes } from "../../../pixels/side-outcomes";
import { drawFinds, drawOutcomes, drawPhotoDifference, drawTable, type SidedBoxes } from "./lane-drawing";
import { type SidePicture, withLayers } from "./lane-layers";
import type { Layer } from "./lane-pane";
import type { Pane, PicturePlan } from "./pane-plan";

/** What is drawn of a row, and what its tables are called. */
interface Drawn {
  plan: PicturePlan;
  /** Groups that say what is true. */
  truth: readonly string[];
  labels: readonly string[];
}

/** The tables that a pane draws. */
export function sidesOf(pane: Pane): number[] {
  if (pane.kind === "swipe" || pane.kind === "differences") return pane.sides;
  return pane.side === null ? [] : [pane.side];
}

/** What is known of a row's pictures. */
export interface Found {
  pictures: readonly (SidePicture | null)[];
  truthSide: SidePicture | null;
  outcomes: SideOutcomes | null;
  finds: BoxFinds | null;
  photos: PhotoDifference | null;
}

/** What is drawn in a pane; null while it is not all here. */
export function layersIn(
  pane: Pane,
  { pictures, truthSide, outcomes, finds, photos, plan, truth, labels }: Found & Drawn,
): Layer[] | null {
  const isTrue = ({ group }: { group: string }) => truth.includes(group);
  const caption = (of: SidePicture, what: string) => `${of.picture.caption || "picture"}, ${what}`;
  const ofTable = (side: number, withTruth: boolean): Layer | null => {
    const from = pictures[side];
    if (!from) return null;
    const { column, picture } = withLayers(from, (layer) => withTruth || !isTrue(layer));
    const label = labels[side] ?? "";
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
  if (pane.kind === "same") {
    const from = pictures[pane.side];
    if (!from) return null;
    const { column, picture } = from;
    const draw: Layer["draw"] = (canvas, at, look, scene) => drawTable(canvas, at, look, scene, pane.side);
    return [{ side: null, column, picture, name: caption(from, "the same in all tables"), draw }];
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
  if (plan.what === "boxes") {
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
