import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { FoundMarks, findRanges, reveal } from "./find";

export interface FindBoxProps {
  /** What is looked for; it stays while rows are stepped through. */
  sought: Signal<string>;
  /** What scrolls, with all that is looked through. */
  body: RefObject<HTMLElement | null>;
  input: RefObject<HTMLInputElement | null>;
  /** Changes with what is shown. */
  shown: string;
  onLeave(): void;
}

/** Looks for a text in what is read: how often it is there, which one is looked at, and the ones beside it. */
export function FindBox({ sought, body, input, shown, onLeave }: FindBoxProps) {
  const [ranges, setRanges] = useState<Range[]>([]);
  const at = useSignal(0);
  const marks = useRef<FoundMarks | null>(null);
  const text = sought.value;
  useEffect(() => {
    const el = body.current;
    if (!el) return;
    const look = () => setRanges(findRanges(el, text));
    look();
    at.value = 0;
    // Trees fold and unfold, and answers come later.
    const observer = new MutationObserver(look);
    observer.observe(el, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [text, shown]);
  const now = Math.min(at.value, Math.max(0, ranges.length - 1));
  useEffect(() => {
    marks.current ??= new FoundMarks();
    marks.current.show(ranges, now);
    const range = ranges[now];
    if (range && body.current) reveal(range, body.current);
  }, [ranges, now]);
  useEffect(() => () => marks.current?.clear(), []);
  const step = (by: number) => {
    if (ranges.length > 0) at.value = (now + by + ranges.length) % ranges.length;
  };
  return (
    <search class="dv-reader-find">
      <Icon name="search" />
      <input
        ref={input}
        class="dv-field"
        type="text"
        value={text}
        placeholder="Find"
        aria-label="Find in the text"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          sought.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape") {
            if (text !== "") sought.value = "";
            else onLeave();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span class="dv-reader-found" role="status">
        {text === ""
          ? ""
          : ranges.length === 0
            ? "not found"
            : `${formatCount(now + 1)} of ${formatCount(ranges.length)}`}
      </span>
      <Button
        small
        icon="left"
        title="Previous (Shift+Enter)"
        disabled={ranges.length === 0}
        onClick={() => step(-1)}
      />
      <Button
        small
        icon="right"
        title="Next (Enter)"
        disabled={ranges.length === 0}
        onClick={() => step(1)}
      />
    </search>
  );
}
