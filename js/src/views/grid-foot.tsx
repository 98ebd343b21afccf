import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../controls/button";
import { formatCount } from "../format";
import { Chunked } from "./chunked";
import type { ScrollWindow } from "./scroll-window";
import { useTable } from "./table-state";

export interface GridFootProps {
  layout: ScrollWindow;
  /** Rows in one line. */
  perLine?: number;
  children?: ComponentChildren;
}

/** Which rows are in sight, a way to any of them, and what is selected. */
export function GridFoot({ layout, perLine = 1, children }: GridFootProps) {
  const state = useTable();
  const matched = state.rows.matched.value;
  const height = layout.rowHeight.value;
  const line = Math.round(layout.top.value / height);
  const lastLine = Math.max(line + 1, Math.floor((layout.top.value + layout.height.value) / height));
  const first = Math.min(matched, line * perLine + 1);
  const last = Math.min(matched, lastLine * perLine);
  const isMissing = state.channel.isBusy.value && !(state.rows.get(first - 1) && state.rows.get(last - 1));
  return (
    <div class="dv-foot">
      <span>
        {matched === 0 ? (
          state.info.value && "No rows"
        ) : (
          <>
            Rows <b>{`${formatCount(first)}–${formatCount(last)}`}</b> of {formatCount(matched)}
            {isMissing && <span class="dv-optional">, which come when the running cell ends</span>}
          </>
        )}
      </span>
      {matched > 1 && <GoToRow layout={layout} perLine={perLine} />}
      {children}
      <span class="dv-grow" />
      <Selected />
    </div>
  );
}

function GoToRow({ layout, perLine }: { layout: ScrollWindow; perLine: number }) {
  const state = useTable();
  const [text, setText] = useState("");
  const go = () => {
    const row = Number(text.replace(/[\s,._]/g, ""));
    if (!Number.isInteger(row) || text.trim() === "") return;
    const at = Math.max(0, Math.min(row - 1, state.rows.matched.peek() - 1));
    state.focused.value = { row: at, column: state.focused.peek().column };
    state.picking.rest();
    layout.goToLine(Math.floor(at / perLine));
    setText("");
    layout.focus();
  };
  const width = Math.max(64, 20 + 7 * formatCount(state.rows.matched.value).length);
  return (
    <label class="dv-go">
      <span>Go to row</span>
      <input
        class="dv-field"
        data-go-to-row=""
        aria-label="Go to row"
        inputMode="numeric"
        title="Go to row (G)"
        value={text}
        placeholder={formatCount(Math.max(0, state.focused.value.row) + 1)}
        style={{ width: `${width}px` }}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") go();
          if (event.key === "Escape") {
            setText("");
            layout.focus();
          }
        }}
      />
    </label>
  );
}

/** What is selected, and what can be done with it or with all that matches. */
export function Selected() {
  const state = useTable();
  const { picking, selected, waiting, channel } = state;
  const count = selected.value.length;
  const said = picking.said.value;
  return (
    <>
      <span role="status" class="dv-text" title={said || undefined}>
        {said ||
          (count > 0 && (
            <>
              <b>{formatCount(count)}</b> selected
            </>
          ))}
      </span>
      {count > 0 && (
        <Button small label="Clear" title="Clear the selection" onClick={() => picking.clear()} />
      )}
      {waiting.value && channel.isBusy.value && (
        <Button
          small
          label="Drop the waiting change"
          title="Go back to what is shown"
          onClick={() => state.drop()}
        />
      )}
      <Chunked name="menus" waiting={() => null}>
        {({ ExportButton }) => <ExportButton />}
      </Chunked>
    </>
  );
}
