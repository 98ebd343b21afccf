/** What may be written at the cursor: names of columns and of the fields of objects. */

import type { Kind } from "../query/index";
import { quoteName } from "../query-edit";
import type { CompletionItem } from "../wire";
import type { Engine } from "./engine";

const MOST = 50;
const WORD = /[\p{L}\p{N}_%$.`]*$/u;

export function completions(engine: Engine, text: string, cursor: number): CompletionItem[] {
  const letters = Array.from(text);
  const before = letters.slice(0, cursor).join("");
  const written = WORD.exec(before)?.[0] ?? "";
  const start = Array.from(before).length - Array.from(written).length;
  const sought = written.replaceAll("`", "").toLowerCase();
  return offers(engine)
    .filter(({ label }) => label.toLowerCase().includes(sought))
    .sort(
      (a, b) =>
        Number(b.label.toLowerCase().startsWith(sought)) - Number(a.label.toLowerCase().startsWith(sought)),
    )
    .slice(0, MOST)
    .map((one) => ({ ...one, start, end: cursor }));
}

function offers(engine: Engine): Omit<CompletionItem, "start" | "end">[] {
  return engine.schema.columns.flatMap(({ name, kind }) => [
    { label: name, insert: quoteName(name), kind: "column" as const, detail: kind.name },
    ...fieldsOf(quoteName(name), name, kind),
  ]);
}

function fieldsOf(path: string, label: string, kind: Kind): Omit<CompletionItem, "start" | "end">[] {
  return kind.fields.flatMap(([name, inner]) => {
    const inside = { path: `${path}.${quoteName(name)}`, label: `${label}.${name}` };
    return [
      { label: inside.label, insert: inside.path, kind: "field" as const, detail: inner.name },
      ...fieldsOf(inside.path, inside.label, inner),
    ];
  });
}
