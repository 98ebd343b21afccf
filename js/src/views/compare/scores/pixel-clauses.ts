import type { SegmentationResult } from "../../../evaluation/wire";

/** Pictures of one table whose true mask has a class and, with `column`, whose predicted mask has another; null where a mask
 * has no such class. */
export function pixelClause(
  result: SegmentationResult,
  side: number,
  row: number,
  column: number | null,
): string | null {
  const { truth, prediction } = result.sides[side]?.expressions ?? { truth: "", prediction: "" };
  const wanted = result.ids.truth[side]?.[row] ?? null;
  if (wanted === null) return null;
  const has = (mask: string, id: number) => `any(${mask}.classes, class_id == ${id} and fraction > 0)`;
  if (column === null) return has(truth, wanted);
  const taken = result.ids.prediction[side]?.[column] ?? null;
  return taken === null ? null : `${has(truth, wanted)} and ${has(prediction, taken)}`;
}
