import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AskError } from "../channel";
import { Button } from "../controls/button";
import { ExpressionBox } from "../controls/expression-box";
import { Icon } from "../controls/icon";
import { unitsOf } from "../expression";
import { formatCount } from "../format";
import { putClause } from "../query-edit";
import type { CompletionItem, Failure, Questions } from "../wire";
import { CompletionOption } from "./completion-option";
import { type Editing, useTable } from "./table-state";
import { useCompletions } from "./use-completions";
import "./filter-editor.css";

const PAUSE_MS = 120;
const OPTIONS = 8;

type Verdict =
  | { state: "none" }
  | { state: "asking" }
  | { state: "fine"; result: Questions["check"]["result"] }
  | { state: "wrong"; failure: Failure };

/** Type a clause and see at once how many rows it keeps, or what is wrong with it and where. */
export function FilterEditor({ editing }: { editing: Editing }) {
  const state = useTable();
  const [text, setText] = useState(editing.text);
  const [cursor, setCursor] = useState(editing.text.length);
  const [chosen, setChosen] = useState(-1);
  const [isListClosed, setListClosed] = useState(false);
  const [remark, setRemark] = useState("");
  const verdict = useVerdict(text, editing.index);
  const input = useRef<HTMLInputElement>(null);
  const nextCursor = useRef<number | null>(editing.text.length);
  const listId = useId();

  useLayoutEffect(() => input.current?.focus({ preventScroll: true }), []);
  useLayoutEffect(() => {
    if (nextCursor.current === null) return;
    input.current?.setSelectionRange(nextCursor.current, nextCursor.current);
    nextCursor.current = null;
  });

  const columns = state.info.value?.columns ?? [];
  const names = columns.map(({ name }) => name);
  const fitting = useCompletions(text, cursor);
  const options = isListClosed ? [] : fitting.slice(0, OPTIONS);
  const refused = verdict.state === "wrong" && text.trim() !== "" ? verdict.failure : null;
  const span = refused ? { start: unitsOf(text, refused.start), end: unitsOf(text, refused.end) } : null;
  // What is still being typed is not a mistake yet.
  const isUnfinished = span !== null && options.length > 0 && text.slice(span.end, cursor).trim() === "";
  const failure = isUnfinished ? null : refused;
  const wrong = failure ? span : null;

  const close = () => {
    state.editing.value = null;
  };
  const change = (next: string, at: number) => {
    nextCursor.current = at;
    setText(next);
    setCursor(at);
    setChosen(-1);
    setListClosed(false);
  };
  const complete = (item: CompletionItem) => {
    change(text.slice(0, item.start) + item.insert + text.slice(item.end), item.start + item.insert.length);
    input.current?.focus();
  };
  const translate = async () => {
    try {
      const { result } = await state.channel.ask("translate", { query: state.query.peek(), text });
      // What was typed meanwhile stays.
      if (input.current?.value !== text) return;
      setRemark(result.note);
      if (result.text !== null) change(result.text, result.text.length);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setRemark(error.message);
    }
    setListClosed(true);
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
    state.edit((query) => putClause(query, editing.index, text));
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
      complete(option ?? (options[0] as CompletionItem));
    } else if (event.key === "Tab" && !event.shiftKey && failure?.replacement) {
      fix();
    } else if (event.key === "Escape") {
      if (options.length > 0) {
        setChosen(-1);
        setListClosed(true);
      } else close();
    } else return;
    event.preventDefault();
  };

  return (
    <>
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
          setRemark("");
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
      {remark && (
        <div class="dv-editor-note" role="status">
          <Icon name="info" />
          <span>{remark}</span>
        </div>
      )}
      {options.length > 0 && (
        <div id={listId} class="dv-options" role="listbox" aria-label="What fits here">
          {options.map((item, at) => (
            <CompletionOption
              key={`${item.kind} ${item.label} ${item.insert}`}
              id={`${listId}-${at}`}
              item={item}
              word={text.slice(item.start, cursor).replace(/^[`'"]/, "")}
              isChosen={at === chosen}
              onPick={() => complete(item)}
            />
          ))}
          {fitting.length > options.length && (
            <div class="dv-options-more">{fitting.length - options.length} more, keep typing</div>
          )}
        </div>
      )}
      <div class="dv-editor-foot">
        <Count verdict={verdict} isEmpty={text.trim() === ""} />
        {verdict.state === "fine" && (
          <Button
            look="link"
            small
            label={/^\s*[{["']/.test(text) ? "In short" : "In MongoDB's form"}
            onClick={translate}
          />
        )}
        <span class="dv-grow" />
        {options.length > 0 && !failure?.replacement && <Key name="Tab" does="complete" />}
        {failure?.replacement && <Key name="Tab" does={`use ${failure.replacement}`} />}
        {!failure && <Key name="Enter" does="apply" />}
        <Key
          name="Esc"
          does={options.length > 0 ? "close the list" : editing.index === null ? "close" : "leave as it was"}
        />
      </div>
    </>
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
