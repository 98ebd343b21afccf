import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { formatCount } from "../format";
import type { GridLayout } from "./grid-layout";
import { useTable } from "./table-state";

/** Which rows are in sight, a way to any of them, and what is selected. */
export function GridFoot({ layout }: { layout: GridLayout }) {
  const state = useTable();
  const matched = state.rows.matched.value;
  const height = layout.rowHeight.value;
  const first = Math.min(matched, Math.round(layout.top.value / height) + 1);
  const last = Math.min(
    matched,
    Math.max(first, Math.floor((layout.top.value + layout.height.value) / height)),
  );
  return (
    <div class="dv-foot">
      <span>
        {matched === 0 ? (
          "No rows"
        ) : (
          <>
            Rows <b>{`${formatCount(first)}–${formatCount(last)}`}</b> of {formatCount(matched)}
          </>
        )}
      </span>
      {matched > 1 && <GoToRow layout={layout} />}
      <span class="dv-grow" />
      <Selected />
    </div>
  );
}

function GoToRow({ layout }: { layout: GridLayout }) {
  const state = useTable();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const go = () => {
    const row = Number(text.replace(/[\s,._]/g, ""));
    if (!Number.isInteger(row) || text.trim() === "") return;
    const at = Math.max(0, Math.min(row - 1, state.rows.matched.peek() - 1));
    state.focused.value = { row: at, column: state.focused.peek().column };
    layout.setTop((at - Math.min(2, layout.screenRows - 1)) * layout.rowHeight.peek());
    setText("");
    input.current?.closest(".dv")?.querySelector<HTMLElement>(".dv-grid")?.focus({ preventScroll: true });
  };
  const width = Math.max(64, 20 + 7 * formatCount(state.rows.matched.value).length);
  return (
    <label class="dv-go">
      <span>Go to row</span>
      <input
        ref={input}
        class="dv-field"
        data-go-to-row=""
        inputMode="numeric"
        value={text}
        placeholder={formatCount(Math.max(0, state.focused.value.row) + 1)}
        style={{ width: `${width}px` }}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") go();
          if (event.key === "Escape") {
            setText("");
            event.currentTarget.closest(".dv")?.querySelector<HTMLElement>(".dv-grid")?.focus();
          }
        }}
      />
    </label>
  );
}

export function Selected() {
  const state = useTable();
  const count = state.selected.value.length;
  if (count === 0) return null;
  return (
    <>
      <span role="status">
        <b>{formatCount(count)}</b> selected
      </span>
      <Button
        small
        label="Clear"
        title="Clear the selection"
        onClick={() => {
          state.selected.value = [];
        }}
      />
    </>
  );
}
