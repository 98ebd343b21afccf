/** Rows of the page as CSV, as `dsviz_widget/table/writers.py` writes them. */
import type { Kind, Value } from "../query/index";
import { floatText } from "../query/shown";
import { Instant, isList, isObjectValue } from "../query/values";
import type { Query } from "../wire";
import type { Engine } from "./engine";

interface Written {
  name: string;
  kind: Kind;
  cells: readonly Value[];
  /** Whether cells are objects for files, whose empty fields say nothing. */
  isFile: boolean;
}

/** The rows at these places with the columns of a query, or those of the table. */
export function csvOf(engine: Engine, { columns }: Query, places: readonly number[]): string {
  const names = columns ?? [...engine.said.shown, ...engine.derived.map(({ name }) => name)];
  const infos = new Map(engine.said.info.columns.map((info) => [info.name, info]));
  const written: Written[] = names.map((name) => {
    const info = infos.get(name);
    const isFile = info?.kind === "image" || (info?.media ?? null) !== null;
    return { name, kind: engine.kind(name), cells: engine.cells(name), isFile };
  });
  const lines = [written.map(({ name }) => quoted(name)).join(",")];
  for (const place of places)
    lines.push(written.map((column) => cellText(column, column.cells[place])).join(","));
  return `${lines.join("\n")}\n`;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

function cellText({ kind, isFile }: Written, value: Value): string {
  if (value === null || value === undefined) return "";
  switch (kind.name) {
    case "number":
      return kind.integer ? String(value) : doubleText(Number(value), kind.bits === 32);
    case "boolean":
      return String(value);
    case "date":
      return momentText(value as Instant, true);
    case "text":
      return quoted(String(value));
    default:
  }
  if (typeof value === "string") return quoted(value);
  if (value instanceof Instant) return quoted(momentText(value, false));
  return quoted(json(value, kind, isFile));
}

/** A double as Arrow writes it: with an exponent from 1e10 on. */
function doubleText(value: number, isSingle: boolean): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  const shown = isSingle ? shortest(value) : value;
  return Math.abs(shown) >= 1e10 ? shown.toExponential() : String(shown);
}

/** The double with the fewest digits that is this one of 32 bits; of two as near, the even one. */
function shortest(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const found = Number(value.toPrecision(digits));
    if (Math.fround(found) !== value) continue;
    const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1);
    const other = Number((found - Math.sign(value) * step).toPrecision(digits));
    const isTie = Math.abs(Math.abs(other - value) - Math.abs(found - value)) < step * 1e-6;
    return isTie && Math.round(found / step) % 2 !== 0 ? other : found;
  }
  return value;
}

/** `2021-01-01 12:00:00.000000Z`, or as Python's `str` has it. */
function momentText({ ms }: Instant, isColumn: boolean): string {
  const micros = Math.round(ms * 1000);
  const rest = ((micros % 1e6) + 1e6) % 1e6;
  const whole = new Date((micros - rest) / 1000).toISOString().slice(0, 19).replace("T", " ");
  const fraction = `.${String(rest).padStart(6, "0")}`;
  return isColumn ? `${whole}${fraction}Z` : `${whole}${rest === 0 ? "" : fraction}+00:00`;
}

/** What is nested, as Python's `json.dumps` writes it. */
function json(value: Value, kind: Kind | null, isFile: boolean): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    const isWhole = kind?.name === "number" ? kind.integer : Number.isInteger(value);
    return isWhole ? String(value) : floatText(value);
  }
  if (typeof value === "string") return ascii(JSON.stringify(value));
  if (value instanceof Instant) return `"${momentText(value, false)}"`;
  if (isList(value)) return `[${value.map((item) => json(item, kind?.element ?? null, isFile)).join(", ")}]`;
  if (!isObjectValue(value)) return String(value);
  const kinds = new Map(kind?.fields ?? []);
  const fields = Object.entries(value).filter(([, inner]) => !isFile || !isEmpty(inner));
  const parts = fields.map(
    ([name, inner]) =>
      `${ascii(JSON.stringify(name))}: ${json(inner, kinds.get(name) ?? kind?.element ?? null, false)}`,
  );
  return `{${parts.join(", ")}}`;
}

function isEmpty(value: Value): boolean {
  if (value === null || value === undefined) return true;
  if (isList(value)) return value.length === 0;
  return isObjectValue(value) && Object.keys(value).length === 0;
}

function ascii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
