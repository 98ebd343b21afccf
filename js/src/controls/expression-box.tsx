import type { Ref } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { ExpressionText } from "./expression-text";
import "./expression-box.css";

export interface ExpressionBoxProps {
  /** Name for screen readers. */
  label: string;
  value: string;
  columns: readonly string[];
  placeholder?: string;
  inputRef: { current: HTMLInputElement | null };
  /** Underlined piece: offsets into the text. */
  wrong?: { start: number; end: number } | null;
  onInput(text: string): void;
  onKeyDown(event: KeyboardEvent): void;
  onCursor(): void;
  listId: string;
  activeId: string | undefined;
  isOpen: boolean;
}

/** One line of an expression: a plain input, its letters clear, over the same letters in colour. */
export function ExpressionBox(props: ExpressionBoxProps) {
  const { value, columns, inputRef, wrong } = props;
  const under = useRef<HTMLDivElement>(null);
  const follow = () => {
    if (under.current && inputRef.current) under.current.scrollLeft = inputRef.current.scrollLeft;
  };
  useLayoutEffect(follow);
  return (
    <div class="dv-expression-box">
      <div ref={under} class="dv-expression-under" aria-hidden="true">
        <ExpressionText text={value} columns={columns} />
        {wrong && (
          <div class="dv-carets">
            {" ".repeat(wrong.start)}
            {"^".repeat(Math.max(1, wrong.end - wrong.start))}
          </div>
        )}
      </div>
      <input
        ref={inputRef as Ref<HTMLInputElement>}
        class="dv-expression-input"
        data-autofocus=""
        role="combobox"
        aria-label={props.label}
        aria-autocomplete="list"
        aria-expanded={props.isOpen}
        aria-controls={props.listId}
        aria-activedescendant={props.activeId}
        aria-invalid={wrong ? true : undefined}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={value}
        placeholder={props.placeholder}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onKeyDown={props.onKeyDown}
        onKeyUp={props.onCursor}
        onClick={props.onCursor}
        onScroll={follow}
      />
    </div>
  );
}
