import type { Agreement } from "../../../pixels/agreement";
import type { Overlays } from "../../../wire";
import { shareText } from "../../overlay-controls";
import type { StagePane } from "./compared-contents";
import { type ComparedRow, countsOf } from "./compared-row";
import type { SidePicture } from "./lane-layers";

type Shown = Pick<Overlays, "hidden_classes" | "hidden_groups" | "scores">;

/** What judges a pane, in words: how its table did, or how tables differ. */
export function noteOf(
  { pane }: StagePane,
  row: ComparedRow,
  labels: readonly string[],
  truth: readonly string[],
  shown: Shown,
): string {
  const ofSide = (side: number) => sideNote(row, side, truth, shown);
  switch (pane.kind) {
    case "table":
      return ofSide(pane.side);
    case "swipe":
    case "overlay": {
      const notes = pane.sides.flatMap((side) => {
        const note = ofSide(side);
        return note ? [`${labels[side]} ${note}`] : [];
      });
      return notes.join(", ");
    }
    case "differences":
      return differenceNote(row, labels);
    default:
      return "";
  }
}

function sideNote(row: ComparedRow, side: number, truth: readonly string[], shown: Shown): string {
  const agreement = row.agreements[side];
  if (agreement && agreement.scored > 0) return maskNote(agreement, row.agreements[0] ?? null, side);
  const { finds, judgement } = row;
  const picture = row.pictures[side];
  if (!finds || !judgement || !picture?.picture) return "";
  const counts = countsOf(finds, side, picture as SidePicture, truth, shown);
  return counts
    ? `${counts.matched} matched, ${counts["false positive"]} false positive, ${counts.missed} missed`
    : "";
}

/** Mean IoU, and how far it is from the first table's. */
function maskNote({ meanIou, right, scored }: Agreement, first: Agreement | null, side: number): string {
  const by = side > 0 && meanIou !== null && first?.meanIou != null ? meanIou - first.meanIou : null;
  const change =
    by === null ? "" : Math.abs(by) < 0.0005 ? " (≈)" : ` (${by > 0 ? "+" : "−"}${Math.abs(by).toFixed(3)})`;
  return `mean IoU ${meanIou?.toFixed(3) ?? "none"}${change} · ${shareText(right / scored)} right`;
}

function differenceNote(
  { outcomes, finds, photos, truthSide }: ComparedRow,
  labels: readonly string[],
): string {
  if (outcomes) {
    const share = (pixels: number) => shareText(outcomes.scored > 0 ? pixels / outcomes.scored : 0);
    if (!truthSide) return `${share(outcomes.apart)} different`;
    const only = outcomes.only.map((pixels, side) => `only ${labels[side]} right ${share(pixels)}`);
    return [...only, `${labels.length === 2 ? "both" : "all"} wrong ${share(outcomes.apart)}`].join(", ");
  }
  if (finds) {
    const only = finds.only.map((count, side) => `only ${labels[side]} ${count}`);
    return [`found by all ${finds.all}`, ...only, `missed ${finds.missed}`].join(", ");
  }
  return photos ? `${shareText(photos.changed / Math.max(1, photos.far.length))} of pixels differ` : "";
}
