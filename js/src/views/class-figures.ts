import { countPixels } from "../pixels/sampled-masks";
import type { Thumbnail } from "../thumbnails";
import type { Layer } from "../wire";

/** Of each class in one layer of a picture: its share of the pixels, or its number of boxes. */
export function figuresOf(
  layer: Layer,
  picture: Pick<Thumbnail, "masks" | "boxes"> | null,
): Map<string, number> {
  const labels = new Map(layer.classes);
  const figures = new Map<string, number>();
  const add = (id: number | null, amount: number) => {
    const label = id === null ? undefined : labels.get(id);
    if (label !== undefined) figures.set(label, (figures.get(label) ?? 0) + amount);
  };
  if (layer.kind === "mask") {
    const mask = picture?.masks.find(({ group }) => group === layer.group)?.mask;
    if (mask) for (const [id, pixels] of countPixels(mask)) add(id, pixels / mask.ids.length);
  } else {
    const boxes = picture?.boxes.find(({ group }) => group === layer.group)?.boxes ?? [];
    for (const { class_id } of boxes) add(class_id, 1);
  }
  return figures;
}
