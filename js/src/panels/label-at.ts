import { isInScores } from "../overlays";
import { boxToRect, smallestAt } from "../pixels/boxes";
import type { BoxGroup, ColumnInfo } from "../wire";
import { type GroupMask, type Scene, shownMasks } from "./paint";

/** What a picture shows besides its photo. */
export interface Drawn {
  width: number;
  height: number;
  masks: GroupMask[];
  boxes: BoxGroup[];
}

type Where = Pick<Scene, "column" | "legend" | "overlays">;

/** Label of an id in a layer of a column. */
export function labelOf(
  column: ColumnInfo,
  group: string,
  kind: "mask" | "box",
  id: number | null,
): string | null {
  const layer = column.layers.find((entry) => entry.group === group && entry.kind === kind);
  return layer?.classes.find(([classId]) => classId === id)?.[1] ?? null;
}

/** The class of every shown mask at a point, in fractions of the picture; those that say what is true first. */
export function masksAt(
  drawn: Pick<Drawn, "masks">,
  x: number,
  y: number,
  where: Where,
): { group: string; id: number; label: string | null }[] {
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return [];
  return shownMasks(drawn.masks, where).map(({ group, mask }) => {
    const id = mask.ids[Math.floor(y * mask.height) * mask.width + Math.floor(x * mask.width)] as number;
    return { group, id, label: labelOf(where.column, group, "mask", id) };
  });
}

/** The class a point of a picture shows: that of the smallest box around it, else of the uppermost mask. */
export function labelAt(drawn: Drawn, x: number, y: number, where: Where): string | null {
  const isShown = (label: string | null): label is string =>
    label !== null && !where.overlays.hidden_classes.includes(label);
  const boxes = drawn.boxes
    .filter(({ group }) => !where.overlays.hidden_groups.includes(group))
    .flatMap(({ group, boxes }) =>
      boxes
        .filter((box) => isInScores(box, where.overlays.scores[group]))
        .map((box) => ({ box, label: labelOf(where.column, group, "box", box.class_id) })),
    )
    .filter(({ label }) => isShown(label));
  const placement = { left: 0, top: 0, scaleX: 1 / drawn.width, scaleY: 1 / drawn.height };
  const box =
    boxes[
      smallestAt(
        boxes.map((entry) => boxToRect(entry.box, placement)),
        x,
        y,
      )
    ];
  if (box) return box.label;
  return (
    masksAt(drawn, x, y, where)
      .map(({ label }) => label)
      .filter(isShown)
      .at(-1) ?? null
  );
}
