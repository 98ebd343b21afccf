import { readExtendedJson } from "../../../extended-json";
import { formatNumber, formatTime } from "../../../format";
import { shown } from "../../../panels/json";
import type { ColumnInfo } from "../../../wire";

/** A key in words; one whose tables have it in different kinds comes as JSON. */
export function keyText({ kind }: Pick<ColumnInfo, "kind">, value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (kind === "any" && typeof value === "string") {
    const read = readExtendedJson(value);
    return typeof read === "string" ? read : shown(value);
  }
  if (value instanceof Date) return formatTime(value.getTime());
  if (kind === "number" && (typeof value === "number" || typeof value === "bigint"))
    return formatNumber(value);
  return typeof value === "object" ? shown(value) : String(value);
}
