import { useEffect, useState } from "preact/hooks";
import { AskError } from "../channel";
import { quoteName } from "../query-edit";
import type { ColumnInfo, CompletionItem, Failure, Query } from "../wire";
import { ExpressionField } from "./expression-field";
import { putKey } from "./query-keys";
import { type Editing, useTable } from "./table-state";

const PAUSE_MS = 120;
const MEASURES = ["mean", "min", "max", "std", "sum"];

/** Type or pick what rows are grouped by, or what they or their groups are sorted by. */
export function KeyEditor({ editing }: { editing: Editing }) {
  const state = useTable();
  const [text, setText] = useState(editing.text);
  const part = editing.part === "sort" ? "sort" : "group_by";
  const isGroup = part === "group_by";
  const query = state.query.value;
  const sortsGroups = !isGroup && query.group_by.length > 0;
  const columns = state.info.value?.columns ?? [];
  const refused = useRefusal(text, sortsGroups);
  const isPlain = text.trim() === "" || text === editing.text;
  const close = () => {
    state.editing.value = null;
  };
  const apply = (written: string) => {
    state.edit((now) => putKey(now, part, editing.index, written));
    close();
  };
  const pick = (item: CompletionItem, rest: string) => {
    if (rest.trim() !== "" || (item.kind !== "column" && item.kind !== "constant")) return false;
    apply(item.insert);
    return true;
  };
  const offers = sortsGroups
    ? measuresAt(query, columns, text)
    : isPlain
      ? columnsToSortBy(columns, text, editing.text)
      : undefined;
  return (
    <ExpressionField
      label={isGroup ? "Group by" : "Sort by"}
      text={text}
      placeholder={sortsGroups ? "count, mean(column), …" : "a column or an expression"}
      refused={refused}
      onText={setText}
      onEnter={() => apply(text)}
      onEscape={close}
      onPick={pick}
      offers={offers}
      enter={text.trim() !== "" ? "apply" : editing.index !== null ? "remove" : ""}
      escape={editing.index === null ? "close" : "leave as it was"}
    />
  );
}

/** What Python has against an expression, some moments after the last letter. */
function useRefusal(text: string, isKnown: boolean): Failure | null {
  const state = useTable();
  const [said, setSaid] = useState<{ text: string; failure: Failure } | null>(null);
  useEffect(() => {
    if (text.trim() === "" || isKnown) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const params = { query: state.query.peek(), name: "", text, count: 0, replaces: null };
      state.channel.ask("preview", params, abort.signal).catch((error) => {
        if (error instanceof AskError) setSaid({ text, failure: error.failure });
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, text, isKnown]);
  return said?.text === text ? said.failure : null;
}

const isSortable = ({ kind }: ColumnInfo) =>
  kind === "number" || kind === "text" || kind === "boolean" || kind === "timestamp";

/** All columns that have an order, while nothing has been typed that would ask for some of them. */
function columnsToSortBy(columns: ColumnInfo[], text: string, started: string): CompletionItem[] | undefined {
  if (text !== "" && text !== started) return undefined;
  return columns.filter(isSortable).map(({ name, kind }) => ({
    label: name,
    insert: quoteName(name),
    start: 0,
    end: text.length,
    kind: "column",
    detail: kind,
  }));
}

/** What groups can be sorted by, as far as it fits what was typed. */
function measuresAt(query: Query, columns: ColumnInfo[], text: string): CompletionItem[] {
  const numbers = columns.filter(({ kind }) => kind === "number").map(({ name }) => quoteName(name));
  const all = [
    ...query.group_by,
    "count",
    ...MEASURES.flatMap((measure) => numbers.map((name) => `${measure}(${name})`)),
  ];
  const sought = text.trim().toLowerCase();
  return all
    .filter((one) => one.toLowerCase().includes(sought) && one !== text.trim())
    .map((one) => ({
      label: one,
      insert: one,
      start: 0,
      end: text.length,
      kind: "constant",
      detail: one === "count" ? "rows of the group" : "",
    }));
}
