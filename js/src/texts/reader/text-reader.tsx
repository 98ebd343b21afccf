import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Segments } from "../../controls/segments";
import { formatCount } from "../../format";
import { type OpenPicture, useView } from "../../views/context";
import { closePicture, stepPicture } from "../../views/open-picture";
import { useOpenRow } from "../../views/open-row";
import { RowBar } from "../../views/row-bar";
import { RowValues } from "../../views/row-values";
import { Hint, HintLine } from "../../views/viewer-hint";
import type { ColumnInfo } from "../../wire";
import { comparedWith } from "../difference";
import { copyWith } from "../json-tree";
import { FindBox } from "./find-box";
import { MODES, modeOfPanel, modesFor, textOf } from "./modes";
import { ReaderBody } from "./reader-body";
import { onReaderKey } from "./reader-keys";
import { readerStateOf } from "./reader-state";
import "../texts-icons";
import "./text-reader.css";

const LINE_PX = 40;
const SAID_MS = 2000;

/** The open cell on the whole of the view; nothing while none is open. */
export function TextReader() {
  const view = useView();
  const open = view.viewer.value;
  const column = view.info.value?.columns.find(({ name }) => name === open?.column);
  return open && column ? <OpenText key={column.name} open={open} column={column} /> : null;
}

/** What a text is compared with unless something was chosen: what was to come out, where a name says so. */
function likelyOther(others: readonly string[]): string | null {
  return others.find((name) => /expected|reference|target|truth|gold/i.test(name)) ?? others[0] ?? null;
}

function OpenText({ open, column }: { open: OpenPicture; column: ColumnInfo }) {
  const view = useView();
  const { root, position, count } = useOpenRow(open);
  const state = readerStateOf(view);
  const body = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [width, setWidth] = useState(0);
  const [said, setSaid] = useState("");
  useLayoutEffect(() => {
    const el = body.current;
    if (!el) return;
    const measure = () => setWidth(el.clientWidth - 32);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const row = view.rows.get(position);
  const isHere = row?.has(column.name) ?? false;
  const value = isHere ? row?.cell(column.name) : undefined;
  const shownColumns = view.query.value.columns;
  const others = (view.info.value?.columns ?? [])
    .filter(({ kind, name }) => kind === "text" && name !== column.name)
    .filter(({ name }) => !shownColumns || shownColumns.includes(name))
    .map(({ name }) => name);
  const modes = modesFor(column, value, others);
  const wished = state.modes.value[column.name] ?? modeOfPanel(view.query.value.panels[column.name]);
  const mode = modes.find((each) => each === wished) ?? modes[0] ?? "text";
  const other = state.others.value[column.name] ?? comparedWith(view, column.name) ?? likelyOther(others);
  const wraps = state.wraps.value;
  const hasWrap = mode === "text" || mode === "difference";
  const close = () => closePicture(view, root.current);
  const step = (by: number) => stepPicture(view, by);
  const wrap = () => {
    state.wraps.value = !state.wraps.peek();
  };
  const copy = async () => {
    if (value === null || value === undefined) return;
    const isDone = await copyWith(view, textOf(value, column.kind));
    setSaid(isDone ? "Copied" : "Not copied");
    setTimeout(() => setSaid(""), SAID_MS);
  };
  const actions = {
    step,
    wrap,
    close,
    copy: () => void copy(),
    find: () => input.current?.select(),
    scroll: (by: number, unit: "line" | "page") => {
      const el = body.current;
      const top = by * (unit === "page" ? (el?.clientHeight ?? 0) * 0.9 : LINE_PX);
      el?.scrollBy({ top: Math.max(-1e9, Math.min(1e9, top)) });
    },
  };
  return (
    <section
      ref={root}
      class="dv-viewer"
      aria-label={`${column.name} of row ${formatCount(position + 1)} of ${formatCount(count)}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that step and scroll
      tabIndex={0}
      onKeyDown={(event) => onReaderKey(event, root.current, actions)}
    >
      <RowBar
        column={column.name}
        words={row && `row ${formatCount(row.id + 1)}`}
        position={position}
        count={count}
        onClose={close}
        onStep={step}
      >
        <Button icon="copy" title="Copy all of it (Ctrl+C)" aria-label="Copy" onClick={() => void copy()}>
          <span class="dv-reader-word" role="status">
            {said || "Copy"}
          </span>
        </Button>
      </RowBar>
      <div class="dv-reader-bar">
        {modes.length > 1 && (
          <Segments
            label="Read as"
            segments={modes.map((each) => ({ value: each, ...MODES[each] }))}
            value={mode}
            onPick={(picked) => {
              state.modes.value = { ...state.modes.peek(), [column.name]: picked };
            }}
          />
        )}
        {mode === "difference" && others.length > 1 && (
          <select
            class="dv-field"
            aria-label="Compared with"
            value={other ?? ""}
            onChange={(event) => {
              state.others.value = { ...state.others.peek(), [column.name]: event.currentTarget.value };
            }}
          >
            {others.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        {hasWrap && (
          <Button
            look="line"
            label="Wrap"
            title="Long lines go on below (W)"
            pressed={wraps}
            onClick={wrap}
          />
        )}
        <span class="dv-grow" />
        {mode !== "plot" && (
          <FindBox
            sought={state.sought}
            body={body}
            input={input}
            shown={`${row?.id} ${mode} ${other} ${isHere}`}
            onLeave={() => root.current?.focus()}
          />
        )}
      </div>
      <div
        ref={body}
        class={`dv-reader-body is-${mode} ${hasWrap && !wraps ? "is-unwrapped" : ""}`}
        role="region"
        aria-label={column.name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
        tabIndex={0}
      >
        {row && isHere ? (
          <ReaderBody
            key={row.id}
            column={column}
            row={row}
            mode={mode}
            other={other}
            width={Math.max(120, width)}
          />
        ) : (
          <div class="dv-reader-wait" aria-busy="true">
            <i class="dv-skeleton" />
            <i class="dv-skeleton" />
            <i class="dv-skeleton" />
          </div>
        )}
      </div>
      <RowValues column={column} row={row} caption={null} />
      <HintLine>
        <Hint keys={["←", "→"]} text="row" />
        <Hint keys={["↑", "↓"]} text="scroll" />
        {mode !== "plot" && <Hint keys={["/"]} text="find" />}
        {hasWrap && <Hint keys={["w"]} text="wrap" />}
        <Hint keys={["esc"]} text="table" />
      </HintLine>
    </section>
  );
}
