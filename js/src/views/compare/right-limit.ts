import { quoteName } from "../../query-edit";

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;

/** The number that "right when" compares a column with, where it is no more than that: 0.2 of `iou >= 0.2`. */
export function limitOf(right: string | null, column: string): number | null {
  if (!right) return null;
  const name = [column, `\`${column.replaceAll("`", "``")}\``, quoteName(column)]
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|");
  const match =
    new RegExp(`^\\s*\\$?(?:${name})\\s*(?:>=|<=|>|<)\\s*(${NUMBER})\\s*$`).exec(right) ??
    new RegExp(`^\\s*(${NUMBER})\\s*(?:>=|<=|>|<)\\s*\\$?(?:${name})\\s*$`).exec(right);
  return match ? Number(match[1]) : null;
}
