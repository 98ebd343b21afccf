import { useEffect, useState } from "preact/hooks";
import { charactersOf, columnsAt, unitsOf } from "../expression";
import type { CompletionItem } from "../wire";
import { useTable } from "./table-state";

const PAUSE_MS = 50;

/** What may be written at the cursor: columns at once, and all that Python knows of a moment later. `names` are those
 * of other columns than the table's, which Python is not asked about. */
export function useCompletions(text: string, cursor: number, names?: readonly string[]): CompletionItem[] {
  const state = useTable();
  const [said, setSaid] = useState<{ text: string; cursor: number; items: CompletionItem[] } | null>(null);
  const isOther = names !== undefined;
  useEffect(() => {
    if (isOther) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const params = { query: state.query.peek(), text, cursor: charactersOf(text, cursor) };
      state.channel.askQuietly("complete", params, abort.signal).then(
        ({ result }) => setSaid({ text, cursor, items: result.items.map((item) => inUnits(item, text)) }),
        () => {}, // Overtaken, or nothing to say: the columns are offered all the same.
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, text, cursor, isOther]);
  if (said?.text === text && said.cursor === cursor) return said.items;
  return columnsAt(names ?? state.info.value?.columns.map(({ name }) => name) ?? [], text, cursor);
}

function inUnits(item: CompletionItem, text: string): CompletionItem {
  return { ...item, start: unitsOf(text, item.start), end: unitsOf(text, item.end) };
}
