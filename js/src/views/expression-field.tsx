import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { ExpressionBox } from "../controls/expression-box";
import { Icon } from "../controls/icon";
import { unitsOf } from "../expression";
import type { CompletionItem, Failure } from "../wire";
import { CompletionOption } from "./completion-option";
import { useTable } from "./table-state";
import { useCompletions } from "./use-completions";
import "./filter-editor.css";

const OPTIONS = 8;
const FIGURES_AFTER_MS = 250;

export interface ExpressionFieldProps {
  /** Name for screen readers. */
  label: string;
  text: string;
  placeholder: string;
  /** What Python has against this very text; null while nothing is known. */
  refused: Failure | null;
  onText(text: string): void;
  /** Enter on a text that is not refused. */
  onEnter(): void;
  onEscape(): void;
  /** What fits here, in place of what Python says. */
  offers?: CompletionItem[] | undefined;
  /** Names that may be written, where they are not those of the view's table; then Python is not asked what fits. */
  names?: readonly string[] | undefined;
  /** An option that is picked; true when that was all, given the text around it. */
  onPick?(item: CompletionItem, rest: string): boolean;
  /** What Enter and Esc do, in the line of keys. */
  enter: string;
  escape: string;
  /** Stands at the right of the text. */
  aside?: ComponentChildren;
  /** Remarks, between the text and the list of what fits. */
  children?: ComponentChildren;
  /** Stands left of the keys. */
  foot?: ComponentChildren;
}

/** A line for an expression: coloured, with what fits at the cursor, and with what is wrong under the word. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { text, refused } = props;
  const state = useTable();
  const [cursor, setCursor] = useState(text.length);
  const [chosen, setChosen] = useState(-1);
  const [isListClosed, setListClosed] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const nextCursor = useRef<number | null>(text.length);
  const typed = useRef(text);
  const listId = useId();

  useLayoutEffect(() => input.current?.focus({ preventScroll: true }), []);
  useLayoutEffect(() => {
    // Written by someone else: a button beside the text.
    if (typed.current === text) return;
    typed.current = text;
    nextCursor.current = text.length;
    setCursor(text.length);
    setChosen(-1);
    setListClosed(true);
    input.current?.focus();
  }, [text]);
  useLayoutEffect(() => {
    if (nextCursor.current === null) return;
    input.current?.setSelectionRange(nextCursor.current, nextCursor.current);
    nextCursor.current = null;
  });
  const said = useCompletions(text, cursor, props.names);
  const fitting = props.offers ?? said;
  const span = refused && { start: unitsOf(text, refused.start), end: unitsOf(text, refused.end) };
  // What is still being typed is not a mistake yet.
  const isUnfinished = span !== null && fitting.length > 0 && text.slice(span.end, cursor).trim() === "";
  const failure = isListClosed || !isUnfinished ? refused : null;
  // Beside a mistake, and after the last bracket, what else might follow is no help unless it has been begun.
  const isBegun = fitting.some(({ start }) => start < cursor);
  const isDone = failure !== null || /[}\])]\s*$/.test(text.slice(0, cursor));
  const options = isListClosed || (isDone && !isBegun) ? [] : fitting.slice(0, OPTIONS);
  useFigures(options);
  const wrong = failure && span;
  const fix = failure?.replacement ?? null;

  const change = (next: string, at: number) => {
    typed.current = next;
    nextCursor.current = at;
    setCursor(at);
    setChosen(-1);
    setListClosed(false);
    props.onText(next);
    input.current?.focus();
  };
  const complete = (item: CompletionItem) => {
    const before = text.slice(0, item.start);
    const after = text.slice(item.end);
    if (props.onPick?.(item, before + after)) return;
    change(before + item.insert + after, before.length + item.insert.length);
  };
  const mend = () => {
    if (fix !== null && wrong)
      change(text.slice(0, wrong.start) + fix + text.slice(wrong.end), wrong.start + fix.length);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[chosen];
    const isTab = event.key === "Tab" && !event.shiftKey;
    if (step !== undefined && options.length > 0) {
      // From the text to the last option, and past either end back to the text.
      const places = options.length + 1;
      setChosen(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter") {
      if (option) complete(option);
      else if (refused) setListClosed(true);
      else props.onEnter();
    } else if (isTab && fix !== null) {
      mend();
    } else if (isTab && options.length > 0) {
      complete(option ?? (options[0] as CompletionItem));
    } else if (event.key === "Escape") {
      if (options.length > 0) {
        setChosen(-1);
        setListClosed(true);
      } else props.onEscape();
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <div class="dv-editor-line">
        <ExpressionBox
          label={props.label}
          value={text}
          columns={props.names ?? state.info.value?.columns.map(({ name }) => name) ?? []}
          inputRef={input}
          wrong={wrong}
          placeholder={props.placeholder}
          listId={listId}
          activeId={chosen >= 0 ? `${listId}-${chosen}` : undefined}
          isOpen={options.length > 0}
          onInput={(next) => {
            typed.current = next;
            setCursor(input.current?.selectionStart ?? next.length);
            setChosen(-1);
            setListClosed(false);
            props.onText(next);
          }}
          onCursor={() => setCursor(input.current?.selectionStart ?? text.length)}
          onKeyDown={onKeyDown}
        />
        {props.aside}
      </div>
      {failure && (
        <div class="dv-editor-error" role="alert">
          <Icon name="warning" />
          <span>
            {failure.message}
            {failure.hint && <span class="dv-quiet"> {failure.hint}</span>}
          </span>
          {fix !== null && <Button look="link" small label={`Use ${fix}`} onClick={mend} />}
        </div>
      )}
      {props.children}
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
            <div class="dv-options-more" role="presentation">
              {fitting.length - options.length} more, keep typing
            </div>
          )}
        </div>
      )}
      <div class="dv-editor-foot">
        {props.foot}
        <span class="dv-grow" />
        {options.length > 0 && <Key name="↑ ↓" does="choose" isOptional />}
        {fix !== null ? (
          <Key name="Tab" does={`use ${fix}`} />
        ) : (
          options.length > 0 && <Key name="Tab" does="complete" />
        )}
        {!refused && (chosen >= 0 || props.enter) && (
          <Key name="Enter" does={chosen >= 0 ? "take it" : props.enter} />
        )}
        <Key name="Esc" does={options.length > 0 ? "close the list" : props.escape} />
      </div>
    </>
  );
}

/** Ask for what the columns on offer hold, once the list has stood for a moment. */
function useFigures(options: CompletionItem[]): void {
  const state = useTable();
  const names = options.filter(({ kind }) => kind === "column").map(({ label }) => label);
  const key = names.join("\n");
  useEffect(() => {
    if (key === "") return;
    const known = new Set(state.info.peek()?.columns.map(({ name }) => name));
    const timer = setTimeout(
      () => state.wantSummaries(key.split("\n").filter((name) => known.has(name))),
      FIGURES_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [state, key]);
}

function Key({ name, does, isOptional }: { name: string; does: string; isOptional?: boolean }) {
  return (
    <span class={isOptional ? "dv-optional" : undefined}>
      <kbd>{name}</kbd> {does}
    </span>
  );
}
