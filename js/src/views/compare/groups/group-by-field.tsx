import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { AskError } from "../../../channel";
import { Icon } from "../../../controls/icon";
import { Popover } from "../../../controls/popover";
import { quoteName } from "../../../query-edit";
import type { ColumnInfo, CompletionItem, Failure } from "../../../wire";
import { Chunked } from "../../chunked";
import { PopoverWait } from "../../lazy-menus";
import { BINS, type GroupsView } from "./groups-view";

const PAUSE_MS = 150;

/** What every table is grouped by; opens as a line for any expression on a table's columns. */
export function GroupByField({ view }: { view: GroupsView }) {
  const anchor = useRef<HTMLButtonElement>(null);
  const open = useSignal(false);
  const { by } = view.trait.value;
  const close = () => {
    open.value = false;
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="dv-cg-field"
        aria-haspopup="dialog"
        aria-expanded={open.value}
        aria-label={by ? `Grouped by ${by}` : "Choose what to group by"}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {by || "choose"}
        <Icon name="down" size={12} />
      </button>
      <Popover anchor={anchor} open={open.value} onClose={close} label="Group by" width={440}>
        <Chunked
          name="editor"
          waiting={(failure, onRetry) => <PopoverWait failure={failure} onRetry={onRetry} />}
        >
          {({ ExpressionField }) => <Editor view={view} Field={ExpressionField} onClose={close} />}
        </Chunked>
      </Popover>
    </>
  );
}

interface EditorProps {
  view: GroupsView;
  Field: typeof import("../../expression-field").ExpressionField;
  onClose(): void;
}

function Editor({ view, Field, onClose }: EditorProps) {
  const [text, setText] = useState(view.trait.peek().by);
  const refused = useRefusal(view, text);
  const started = view.trait.peek().by;
  const apply = (written: string) => {
    if (written.trim() !== "") view.change({ by: written.trim() });
    onClose();
  };
  return (
    <Field
      label="Group by"
      text={text}
      placeholder="a column or an expression of each table"
      refused={refused}
      onText={setText}
      onEnter={() => apply(text)}
      onEscape={onClose}
      onPick={(item, rest) => {
        if (rest.trim() !== "") return false;
        apply(item.insert);
        return true;
      }}
      offers={offersFor(view.offers, text === started ? "" : text, text.length)}
      enter={text.trim() === "" ? "" : "group"}
      escape="leave as it was"
    />
  );
}

/** The columns whose names have what is typed last. */
export function offersFor(columns: ColumnInfo[], typed: string, length: number): CompletionItem[] {
  const word = /[\w%.]*$/.exec(typed)?.[0] ?? "";
  const start = typed === "" ? 0 : length - word.length;
  return columns
    .filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()) && name !== typed)
    .map(({ name, kind }) => ({
      label: name,
      insert: quoteName(name),
      start,
      end: length,
      kind: "column",
      detail: kind,
    }));
}

/** What Python has against grouping by an expression, some moments after the last letter. */
function useRefusal(view: GroupsView, text: string): Failure | null {
  const [said, setSaid] = useState<{ text: string; failure: Failure } | null>(null);
  useEffect(() => {
    if (text.trim() === "" || text === view.trait.peek().by) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const { sort } = view.trait.peek();
      const query = view.state.shown.peek();
      const params = { query, by: text, start: 0, count: 0, sort, columns: [], bins: BINS, gallery: 0 };
      view.state.channel.askQuietly("compare_groups", params, abort.signal).catch((error) => {
        if (error instanceof AskError) setSaid({ text, failure: error.failure });
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [view, text]);
  return said?.text === text ? said.failure : null;
}
