import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { Icon } from "../../../controls/icon";
import { type Anchor, Popover } from "../../../controls/popover";
import { Segments } from "../../../controls/segments";
import { formatCount, formatRows } from "../../../format";
import { quoteName } from "../../../query-edit";
import { messageOf } from "../../../thumbnails";
import type { Failure } from "../../../wire";
import { Chunked } from "../../chunked";
import { PopoverWait } from "../../lazy-menus";
import { type CompareState, useCompare } from "../compare-state";
import type { Arrangement, ComparisonInfo, How, KeyOffer } from "../wire";
import { isKeyed } from "./words";
import "./states.css";

export interface KeyChooserProps {
  anchor: Anchor;
  onClose(): void;
  /** What it begins with: the keys on offer, or columns to put together. */
  mode?: Mode;
}

const LATE_MS = 250;

type Mode = "offers" | "several" | "expression";

/** What the tables are matched on: a column, several, the picture itself, an expression; or no key at all. */
export function KeyChooser({ anchor, onClose, mode = "offers" }: KeyChooserProps) {
  const state = useCompare();
  const shown = useSignal<Mode>(mode);
  const [failure, setFailure] = useState<Failure | null>(null);
  const about = state.about.value;
  if (!about) return null;
  const apply = async (change: Arrangement) => {
    setFailure(null);
    let isClosed = false;
    const close = () => {
      if (!isClosed) onClose();
      isClosed = true;
    };
    // What takes long goes on where it can be watched and stopped; what was typed stays, as it may be wrong.
    const late = shown.peek() === "expression" ? undefined : setTimeout(close, LATE_MS);
    const said = await state.tryArrange(change);
    clearTimeout(late);
    if (!said) close();
    else if (isClosed) state.failure.value = { ...said, clause: null };
    else setFailure(said);
  };
  const match = (keys: string[][]) => void apply({ keys, how: isKeyed(about) ? about.how : "compare" });
  return (
    <Popover open anchor={anchor} onClose={onClose} label="How the tables are matched" width={420}>
      {shown.value === "expression" ? (
        <KeyExpression
          state={state}
          about={about}
          refused={failure}
          onText={() => setFailure(null)}
          onMatch={match}
          onClose={onClose}
        />
      ) : (
        <div class="dv-key-chooser">
          {shown.value === "offers" ? (
            <Offers
              about={about}
              onMatch={match}
              onApply={apply}
              onMode={(next) => {
                shown.value = next;
              }}
            />
          ) : (
            <Several state={state} about={about} onMatch={match} />
          )}
          {failure && (
            <p class="dv-key-failure" role="alert">
              <Icon name="warning" />
              <span>
                {failure.message}
                {failure.hint && <span class="dv-quiet"> {failure.hint}</span>}
              </span>
            </p>
          )}
        </div>
      )}
    </Popover>
  );
}

const KEPT: { value: How; label: string; title: string }[] = [
  { value: "compare", label: "All rows", title: "Rows that any table has" },
  { value: "inner", label: "Matched rows", title: "Rows that all tables have" },
  {
    value: "left",
    label: "Rows of the first",
    title: "Rows that the first table has, and what the others have for them",
  },
];

interface OffersProps {
  about: ComparisonInfo;
  onMatch(keys: string[][]): void;
  onApply(change: Arrangement): void;
  onMode(mode: Mode): void;
}

/** The keys that Python offers, and ways to put tables together without a key. */
function Offers({ about, onMatch, onApply, onMode }: OffersProps) {
  const state = useCompare();
  const [offers, setOffers] = useState<KeyOffer[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    state.channel.askQuietly("key_offers", {}, abort.signal).then(
      ({ result }) => setOffers(result.offers),
      (error) => {
        if (!abort.signal.aborted) setFailed(messageOf(error));
      },
    );
    return () => abort.abort();
  }, [state]);
  const now = JSON.stringify(state.comparison.value.keys);
  const keyed = isKeyed(about);
  const rows = about.sides.map(({ row_count }) => row_count);
  const kept = about.how === "outer" ? "compare" : about.how;
  return (
    <>
      <div class="dv-key-list" role="group" aria-label="Match on" onKeyDown={moveFocus}>
        <small class="dv-quiet">Match on</small>
        {offers === null && <p class="dv-quiet">{failed ?? "Looking for keys …"}</p>}
        {offers?.length === 0 && <p class="dv-quiet">No column is shared and tells rows apart.</p>}
        {offers?.map(({ keys, name, matched, unique }, at) => (
          <Choice
            key={name}
            isFirst={at === 0}
            isChosen={keyed && JSON.stringify(keys) === now}
            label={<span class="dv-code">{name}</span>}
            note={`${formatCount(matched)} matched${unique ? "" : ", with duplicates"}`}
            onPick={() => onMatch(keys)}
          />
        ))}
        <Choice label="Several columns …" onPick={() => onMode("several")} />
        <Choice label="An expression …" onPick={() => onMode("expression")} />
      </div>
      <div class="dv-key-list" role="group" aria-label="Without a key" onKeyDown={moveFocus}>
        <small class="dv-quiet">Without a key</small>
        <Choice
          isChosen={about.how === "position"}
          label="Side by side, by position"
          note={formatRows(Math.max(0, ...rows))}
          onPick={() => onApply({ how: "position" })}
        />
        <Choice
          isChosen={about.how === "concat"}
          label="After each other"
          note={formatRows(rows.reduce((sum, count) => sum + count, 0))}
          onPick={() => onApply({ how: "concat" })}
        />
      </div>
      {keyed && (
        <div class="dv-key-kept">
          <Segments
            label="Rows that are kept"
            segments={KEPT}
            value={kept}
            onPick={(how) => onApply({ how })}
          />
        </div>
      )}
    </>
  );
}

interface ChoiceProps {
  label: preact.ComponentChildren;
  note?: string;
  isChosen?: boolean;
  isFirst?: boolean;
  onPick(): void;
}

function Choice({ label, note, isChosen, isFirst, onPick }: ChoiceProps) {
  return (
    <button
      type="button"
      class="dv-menu-item"
      aria-pressed={isChosen}
      data-autofocus={isFirst ? "" : undefined}
      onClick={onPick}
    >
      {isChosen ? <Icon name="check" /> : <span class="dv-key-space" />}
      <span>{label}</span>
      {note && <small>{note}</small>}
    </button>
  );
}

/** Arrows go over the choices of all lists. */
function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const root = (event.currentTarget as Element).closest(".dv-key-chooser");
  if (step === undefined || !root) return;
  const all = [...root.querySelectorAll<HTMLElement>(".dv-menu-item")];
  const at = all.indexOf(event.target as HTMLElement);
  all[(at + step + all.length) % all.length]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

interface SeveralProps {
  state: CompareState;
  about: ComparisonInfo;
  onMatch(keys: string[][]): void;
}

const KEY_KINDS = ["number", "text", "boolean", "timestamp"];

/** Columns that all tables have, to match on together. */
function Several({ state, about, onMatch }: SeveralProps) {
  const shared = about.columns.filter(
    ({ kind, lanes }) => KEY_KINDS.includes(kind) && lanes.every((lane) => lane !== null),
  );
  const [chosen, setChosen] = useState<string[]>(() =>
    isKeyed(about) ? about.keys.map(({ name }) => name) : [],
  );
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  // A key that is no column of its own, such as an expression, stays as it is written.
  const written = (name: string) => {
    const { keys } = state.comparison.peek();
    const at = about.keys.findIndex((key) => key.name === name);
    return keys[at] ?? inEach(state, about, quoteName(name));
  };
  const others = chosen.filter((name) => !shared.some((column) => column.name === name));
  return (
    <>
      <div class="dv-key-list" role="group" aria-label="Columns to match on">
        <small class="dv-quiet">Match on all of these together</small>
        {[...others, ...shared.map(({ name }) => name)].map((name, at) => (
          <label key={name} class="dv-menu-item">
            <input
              type="checkbox"
              data-autofocus={at === 0 ? "" : undefined}
              checked={chosen.includes(name)}
              onChange={() => toggle(name)}
            />
            <span class="dv-code">{name}</span>
          </label>
        ))}
      </div>
      <div class="dv-key-kept">
        <Button
          look="primary"
          label={chosen.length === 1 ? "Match on 1 column" : `Match on ${chosen.length} columns`}
          disabled={chosen.length === 0}
          onClick={() => onMatch(chosen.map(written))}
        />
      </div>
    </>
  );
}

/** One part of the key, the same in each table; those that are not shown have a part as well. */
function inEach(state: CompareState, about: ComparisonInfo, text: string): string[] {
  const { keys, order } = state.comparison.peek();
  const tables = Math.max(about.sides.length, keys[0]?.length ?? 0, ...order.map((number) => number + 1));
  return Array.from({ length: tables }, () => text);
}

interface KeyExpressionProps {
  state: CompareState;
  about: ComparisonInfo;
  refused: Failure | null;
  onText(): void;
  onMatch(keys: string[][]): void;
  onClose(): void;
}

/** A key that is computed from each table's own columns. */
function KeyExpression({ state, about, refused, onText, onMatch, onClose }: KeyExpressionProps) {
  const [text, setText] = useState("");
  const names = about.columns.filter(({ lanes }) => lanes.every(Boolean)).map(({ name }) => name);
  return (
    <Chunked name="editor" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
      {({ ExpressionField }) => (
        <ExpressionField
          label="Match on an expression"
          text={text}
          placeholder="lower(id), of each table's own columns"
          refused={refused}
          names={names}
          onText={(next) => {
            setText(next);
            onText();
          }}
          onEnter={() => onMatch([inEach(state, about, text.trim())])}
          onEscape={onClose}
          enter={text.trim() === "" ? "" : "match"}
          escape="leave as it was"
        />
      )}
    </Chunked>
  );
}
