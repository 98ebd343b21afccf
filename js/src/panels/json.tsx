import { readExtendedJson } from "../extended-json";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

const LONGEST = 400;

/** A value as one line of JSON, with NaN, infinities and big whole numbers kept readable. */
export function inline(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (Array.isArray(value)) return joined(value.map(inline), "[", "]");
  return joined(
    Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`),
    "{",
    "}",
  );
}

function joined(parts: string[], open: string, close: string): string {
  return `${open}${parts.join(", ")}${close}`;
}

/** A cell as one line; one of these kinds is a text only where its column varies by row: then it is JSON. */
export function shown(value: unknown): string {
  return inline(typeof value === "string" ? readExtendedJson(value) : value);
}

export function JsonCell({ value, height }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  const text = shown(value);
  return (
    <span
      style={{ WebkitLineClamp: Math.floor((height - 4) / 20) }}
      class={`dv-code ${height > 40 ? "dv-text-lines" : "dv-text"}`}
      title={text.slice(0, LONGEST)}
    >
      {text.slice(0, LONGEST)}
    </span>
  );
}

registerPanel({
  name: "json",
  label: "Value",
  icon: "struct",
  accepts: ({ kind }) => kind === "list" || kind === "struct" || kind === "any",
  Cell: JsonCell,
  align: "start",
  width: (_, values) => Math.min(280, Math.max(96, ...values.map((v) => shown(v).length * 7.2 + 20))),
});
