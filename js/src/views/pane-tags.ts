import type { Scene, ShownBox } from "../panels/paint";
import type { Rect } from "../pixels/boxes";
import type { Size } from "../pixels/camera";
import type { Outcome } from "../pixels/matching";
import { placeTags } from "../pixels/tags";
import type { Box } from "../wire";
import { isDim, type Judged, type JudgedBox } from "./pane-drawing";

/** The tag of a box and its place, in CSS pixels of the pane. */
export interface Tag {
  rect: Rect;
  /** Empty where there is room for the mark alone. */
  text: string;
  shown: JudgedBox;
  isDim: boolean;
}

/** Tags that are tried; with more boxes than that the surest are tagged, the rest named when pointed at. */
const MOST_TAGS = 60;
const TAG_HEIGHT = 18;
const MARK_WIDTH = 14;

/** Text on a box's tag: its caption, else its label; and its first score, unless the caption has numbers. */
export function tagText({
  box,
  label,
  outcome,
}: Pick<ShownBox, "box" | "label"> & { outcome?: Outcome | null }): string {
  const name = box.caption || (label ?? (box.class_id === null ? "box" : `class ${box.class_id}`));
  if (outcome === "missed") return `${name}, missed`;
  const [score] = Object.values(box.scores);
  return score === undefined || /\d\.\d|%/.test(box.caption ?? "") ? name : `${name} ${score.toFixed(2)}`;
}

const RANKS: Record<Outcome, number> = { missed: 0, "false positive": 1, matched: 2 };
const rankOf = ({ outcome }: JudgedBox) => (outcome === null ? 2 : RANKS[outcome]);
const certainty = ({ box, isTruth }: ShownBox) => (isTruth ? -1 : (Object.values(box.scores)[0] ?? 0));

/** Lay the tags of the boxes that are in sight: what went wrong first, then the surest. */
export function layTags(
  boxes: readonly JudgedBox[],
  pane: Size,
  ctx: CanvasRenderingContext2D,
  font: string,
  scene: Pick<Scene, "raised">,
  judged: Judged | null,
  hovered: Box | null,
): Tag[] {
  const sorted = boxes
    .filter(({ rect: r, isPartner }) => {
      return !isPartner && r.x < pane.width && r.y < pane.height && r.x + r.w > 0 && r.y + r.h > 0;
    })
    .sort(
      (a, b) =>
        Number(b.box === hovered) - Number(a.box === hovered) ||
        rankOf(a) - rankOf(b) ||
        certainty(b) - certainty(a),
    )
    .slice(0, MOST_TAGS);
  ctx.font = `600 11px ${font}`;
  const texts = sorted.map(tagText);
  const places = placeTags(
    sorted.map(({ rect, outcome }, k) => ({
      anchor: inSight(rect, pane),
      w: Math.min(
        220,
        Math.ceil(ctx.measureText(texts[k] as string).width) + 12 + (outcome ? MARK_WIDTH : 0),
      ),
      ...(outcome ? { shortW: 20 } : {}),
      h: TAG_HEIGHT,
    })),
    { x: 0, y: 0, w: pane.width, h: pane.height },
  );
  return sorted.flatMap((shown, k) => {
    const rect = places[k];
    if (!rect) return [];
    const text = rect.isShort ? "" : (texts[k] as string);
    return [{ rect, text, shown, isDim: isDim(shown, scene, judged, hovered) }];
  });
}

function inSight({ x, y, w, h }: Rect, pane: Size): Rect {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  return { x: left, y: top, w: Math.min(pane.width, x + w) - left, h: Math.min(pane.height, y + h) - top };
}
