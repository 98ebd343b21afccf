import { ExpressionText } from "../controls/expression-text";
import { quoteName } from "../query-edit";
import type { ColumnInfo, Summary } from "../wire";
import { useTable } from "./table-state";

/** A filter that would do something here, for who has not typed one yet. */
export function Example() {
  const state = useTable();
  const example = exampleOf(state.info.value?.columns ?? [], state.summaries.value);
  if (!example) return null;
  return (
    <>
      , for example <ExpressionText text={example} />
    </>
  );
}

const isId = (name: string) => /(^|_)id$/i.test(name);

/** A condition that this very table could be filtered by, or "". */
export function exampleOf(columns: ColumnInfo[], summaries: Record<string, Summary>): string {
  for (const { kind, lanes = [] } of columns) {
    const [first, last] = [lanes[0], lanes.at(-1)];
    const isPlain = lanes.length > 1 && lanes.every((lane) => lane && /^\d+\.[A-Za-z_]\w*$/.test(lane));
    if (kind === "number" && isPlain && first !== last) return `$${last} - $${first} > 0`;
  }
  for (const { name, kind, integer } of columns) {
    const summary = summaries[name];
    if (kind !== "number" || isId(name) || summary?.kind !== "number") continue;
    const { min, max } = summary;
    if (typeof min !== "number" || typeof max !== "number" || min === max) continue;
    const middle = (min + max) / 2;
    const value = integer ? String(Math.round(middle)) : Number(middle.toPrecision(2)).toString();
    return `${quoteName(name)} > ${value}`;
  }
  const text = columns.find(({ kind }) => kind === "text");
  const summary = text && summaries[text.name];
  const top = summary?.kind === "text" ? summary.top[0]?.value : undefined;
  if (text && typeof top === "string") return `${quoteName(text.name)} = "${top.slice(0, 24)}"`;
  const number = columns.find(({ kind, name }) => kind === "number" && !isId(name));
  return number ? `${quoteName(number.name)} > 0` : "";
}
