import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AskError } from "../channel";
import { Button } from "../controls/button";
import { ExpressionBox } from "../controls/expression-box";
import { Icon } from "../controls/icon";
import { type Anchor, Popover } from "../controls/popover";
import { completions, unitsOf, wordAt } from "../expression";
import { boundNumber, formatCount, formatRange, formatTime } from "../format";
import { addClause, changeClause, quoteName, removeClause } from "../query-edit";
import type { ColumnInfo, Failure, Questions, Summary } from "../wire";
import { type Editing, useTable } from "./table-state";

const PAUSE_MS = 120;
const OPTIONS = 6;

type Verdict =
  | { state: "none" }
  | { state: "asking" }
  | { state: "fine"; result: Questions["check"]["result"] }
  | { state: "wrong"; failure: Failure };

/** Type a clause and see at once how many rows it keeps, or what is wrong with it and where. */
export function FilterEditor({ editing, anchor }: { editing: Editing; anchor: Anchor }) {
  const state = useTable();
  const [text, setText] = useState(editing.text);
  const [cursor, setCursor] = useState(editing.text.length);
  const [chosen, setChosen] = useState(-1);
  const [isListClosed, setListClosed] = useState(false);
  const verdict = useVerdict(text, editing.index);
  const input = useRef<HTMLInputElement>(null);
  const nextCursor = useRef<number | null>(editing.text.length);
  const listId = useId();

  useLayoutEffect(() => {
    if (nextCursor.current === null) return;
    input.current?.setSelectionRange(nextCursor.current, nextCursor.current);
    nextCursor.current = null;
  });

  const columns = state.info.value?.columns ?? [];
  const names = columns.map(({ name }) => name);
  const { start, word } = wordAt(text, cursor);
  const isOffered = !isListClosed && (word !== "" || text.trim() === "");
  const fitting = isOffered ? completions(names, word).filter((name) => name !== word) : [];
  const isDone = names.includes(word) && completions(names, word)[0] === word;
  const options = isDone ? [] : fitting.slice(0, OPTIONS);
  // A word that could still become a name is not a mistake yet.
  const isUnfinished = options.length > 0 && cursor === text.length;
  const refused = verdict.state === "wrong" && text.trim() !== "" ? verdict.failure : null;
  const failure = isUnfinished ? null : refused;
  const wrong = failure ? { start: unitsOf(text, failure.start), end: unitsOf(text, failure.end) } : null;

  const close = () => {
    state.editing.value = null;
  };
  const change = (next: string, at: number) => {
    nextCursor.current = at;
    setText(next);
    setCursor(at);
    setChosen(-1);
  };
  const complete = (name: string) => {
    const from = text[start] === "`" ? start + 1 : start;
    const isInTicks = from > start;
    const written = isInTicks ? `${name}\`` : quoteName(name);
    change(text.slice(0, from) + written + text.slice(cursor), from + written.length);
    input.current?.focus();
  };
  const fix = () => {
    if (!failure || failure.replacement === null || !wrong) return;
    change(
      text.slice(0, wrong.start) + failure.replacement + text.slice(wrong.end),
      wrong.start + failure.replacement.length,
    );
    input.current?.focus();
  };
  const apply = () => {
    if (refused) {
      setListClosed(true);
      return;
    }
    const { index } = editing;
    const clean = text.trim();
    state.edit((query) => {
      if (clean === "") return index === null ? query : removeClause(query, index);
      return index === null ? addClause(query, clean) : changeClause(query, index, { text: clean, on: true });
    });
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[chosen];
    if (step !== undefined && options.length > 0) {
      setChosen((chosen + step + options.length) % options.length);
    } else if (event.key === "Enter") {
      if (option) complete(option);
      else apply();
    } else if (event.key === "Tab" && !event.shiftKey && options.length > 0 && !failure?.replacement) {
      complete(option ?? options[0] ?? "");
    } else if (event.key === "Tab" && !event.shiftKey && failure?.replacement) {
      fix();
    } else if (event.key === "Escape") {
      if (chosen >= 0) {
        setChosen(-1);
        setListClosed(true);
      } else close();
    } else return;
    event.preventDefault();
  };

  return (
    <Popover anchor={anchor} open onClose={close} label="Edit filter" width={600} class="dv-editor">
      <ExpressionBox
        value={text}
        columns={names}
        inputRef={input}
        wrong={wrong}
        placeholder="a condition on the columns"
        listId={listId}
        activeId={chosen >= 0 ? `${listId}-${chosen}` : undefined}
        isOpen={options.length > 0}
        onInput={(next) => {
          setText(next);
          setCursor(input.current?.selectionStart ?? next.length);
          setChosen(-1);
          setListClosed(false);
        }}
        onCursor={() => setCursor(input.current?.selectionStart ?? text.length)}
        onKeyDown={onKeyDown}
      />
      {failure && (
        <div class="dv-editor-error" role="alert">
          <Icon name="warning" />
          <span>
            {failure.message}
            {failure.hint && <span class="dv-quiet"> {failure.hint}</span>}
          </span>
          {failure.replacement !== null && (
            <Button look="link" small label={`Use ${failure.replacement}`} onClick={fix} />
          )}
        </div>
      )}
      {verdict.state === "fine" && <Notices result={verdict.result} />}
      {options.length > 0 && (
        <div id={listId} class="dv-options" role="listbox" aria-label="Columns that fit">
          {options.map((name, at) => (
            <ColumnOption
              key={name}
              id={`${listId}-${at}`}
              column={columns.find((column) => column.name === name)}
              summary={state.summaries.value[name]}
              word={word}
              isChosen={at === chosen}
              onPick={() => complete(name)}
            />
          ))}
          {fitting.length > options.length && (
            <div class="dv-options-more">{fitting.length - options.length} more, keep typing</div>
          )}
        </div>
      )}
      <div class="dv-editor-foot">
        <Count verdict={verdict} isEmpty={text.trim() === ""} />
        <span class="dv-grow" />
        {options.length > 0 && !failure?.replacement && <Key name="Tab" does="complete" />}
        {failure?.replacement && <Key name="Tab" does={`use ${failure.replacement}`} />}
        {!failure && <Key name="Enter" does="apply" />}
        <Key name="Esc" does={editing.index === null ? "close" : "leave as it was"} />
      </div>
    </Popover>
  );
}

/** What Python says about a text, some moments after the last letter; never about an older one. */
function useVerdict(text: string, clause: number | null): Verdict {
  const state = useTable();
  const [said, setSaid] = useState<{ text: string; verdict: Verdict } | null>(null);
  useEffect(() => {
    if (text.trim() === "") return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      state.channel.ask("check", { query: state.query.peek(), text, clause }, abort.signal).then(
        ({ result }) => setSaid({ text, verdict: { state: "fine", result } }),
        (error) => {
          if (error instanceof AskError)
            setSaid({ text, verdict: { state: "wrong", failure: error.failure } });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, text, clause]);
  if (text.trim() === "") return { state: "none" };
  return said?.text === text ? said.verdict : { state: "asking" };
}

function Count({ verdict, isEmpty }: { verdict: Verdict; isEmpty: boolean }) {
  const state = useTable();
  if (verdict.state === "fine") {
    const { count, total } = verdict.result;
    return (
      <span role="status">
        <b>{formatCount(count)}</b> of {formatCount(total)} rows
      </span>
    );
  }
  const matched = formatCount(state.rows.matched.value);
  const total = formatCount(state.info.value?.row_count ?? 0);
  return (
    <span>
      {verdict.state === "wrong" ? "Still showing " : ""}
      <b>{matched}</b> of {total} rows{isEmpty ? "" : verdict.state === "wrong" ? "" : " before this change"}
    </span>
  );
}

function Notices({ result }: { result: Questions["check"]["result"] }) {
  const { warnings, empty_matches: empty, errors } = result;
  if (warnings.length === 0 && empty === 0 && errors === 0) return null;
  return (
    <>
      {empty > 0 && (
        <div class="dv-editor-note" role="status">
          <Icon name="warning" />
          <span>
            <b>{formatCount(empty)} empty rows</b> match too: in Mongo's order null comes before numbers.
          </span>
        </div>
      )}
      {errors > 0 && (
        <div class="dv-editor-note" role="status">
          <Icon name="warning" />
          <span>
            <b>{errors === 1 ? "1 row does" : `${formatCount(errors)} rows do`}</b> not match because the
            expression stops on {errors === 1 ? "it" : "them"}, as for a division by zero.
          </span>
        </div>
      )}
      {warnings.map(({ message }) => (
        <div key={message} class="dv-editor-note" role="status">
          <Icon name="warning" />
          <span>{message}</span>
        </div>
      ))}
    </>
  );
}

function Key({ name, does }: { name: string; does: string }) {
  return (
    <span>
      <kbd>{name}</kbd> {does}
    </span>
  );
}

interface OptionProps {
  id: string;
  column: ColumnInfo | undefined;
  summary: Summary | undefined;
  word: string;
  isChosen: boolean;
  onPick(): void;
}

function ColumnOption({ id, column, summary, word, isChosen, onPick }: OptionProps) {
  if (!column) return null;
  const { name, kind } = column;
  const at = name.toLowerCase().indexOf(word.toLowerCase());
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows of the input above choose
    <div
      id={id}
      class={`dv-option ${isChosen ? "is-chosen" : ""}`}
      role="option"
      aria-selected={isChosen}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <Icon name={kind} />
      <span class="dv-text">
        {at < 0 || word === "" ? (
          name
        ) : (
          <>
            {name.slice(0, at)}
            <mark>{name.slice(at, at + word.length)}</mark>
            {name.slice(at + word.length)}
          </>
        )}
      </span>
      <small class="dv-text">{describe(summary)}</small>
    </div>
  );
}

function describe(summary: Summary | undefined): string {
  if (summary?.kind === "number" && summary.min !== null && summary.max !== null) {
    const empty = summary.empty_all > 0 ? `, ${formatCount(summary.empty_all)} empty` : "";
    return `${formatRange(boundNumber(summary.min), boundNumber(summary.max)).join(" to ")}${empty}`;
  }
  if (summary?.kind === "timestamp" && summary.min !== null && summary.max !== null) {
    return `${formatTime(boundNumber(summary.min))} to ${formatTime(boundNumber(summary.max))}`;
  }
  if (summary?.kind === "text" || summary?.kind === "boolean") {
    return summary.top
      .slice(0, 4)
      .map(({ value }) => (typeof value === "string" ? `"${value}"` : String(value)))
      .join(", ");
  }
  return "";
}
