/** Kinds as Python wrote them into the page. */
import { type Column, type Kind, kind, type Schema } from "../query/index";
import type { KindSaid, SchemaSaid } from "./page-wire";

export function kindOf(said: KindSaid): Kind {
  return kind(said.name, {
    bits: said.bits ?? 0,
    integer: said.integer ?? false,
    element: said.element ? kindOf(said.element) : null,
    fields: (said.fields ?? []).map(([name, inner]) => [name, kindOf(inner)] as const),
    integerKeys: said.integer_keys ?? false,
  });
}

export function schemaOf(said: SchemaSaid): Schema & { columns: Column[] } {
  const columns = said.columns.map(({ name, kind: of, nullable = true, nan = true, finite = false }) => {
    return { name, kind: kindOf(of), facts: { nullable, nan, finite } };
  });
  const { tables, present, labels } = said;
  return { columns, ...(tables.length > 0 ? { tables, present, labels } : {}) };
}

/** Kinds that have an axis. */
export const isNumeric = ({ name }: Kind) => name === "number" || name === "date";
/** Kinds that have most frequent values. */
export const isCategoric = ({ name }: Kind) => name === "text" || name === "boolean";
