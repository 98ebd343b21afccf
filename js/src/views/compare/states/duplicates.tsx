import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { Icon } from "../../../controls/icon";
import { formatCount } from "../../../format";
import { addClause } from "../../../query-edit";
import { messageOf } from "../../../thumbnails";
import type { Questions } from "../../../wire";
import { useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import type { ComparisonInfo, Duplicates as Way } from "../wire";
import { KeyChooser } from "./key-chooser";
import { clauseOfKeys, isKeyed, repeatedSentence, rowNumbers, WAYS, wayWords } from "./words";
import "./states.css";

/** Keys that are listed at first, and at most. */
const LISTED = 4;
const MOST = 200;
const NARROW_PX = 560;

type Answer = Questions["duplicates"]["result"];

/** A warning of keys that occur more than once: how many, what can be done about it, and which they are. */
export function Duplicates() {
  const about = useCompare().about.value;
  const repeated = about?.matching.repeated_keys.some((count) => count > 0);
  return about && repeated && isKeyed(about) ? <Warning about={about} /> : null;
}

function Warning({ about }: { about: ComparisonInfo }) {
  const state = useCompare();
  const isOpen = useSignal(true);
  const place = useRef<HTMLElement>(null);
  // In a narrow view the rows would have no room beside the list.
  useLayoutEffect(() => {
    const width = place.current?.offsetWidth ?? 0;
    if (width > 0 && width < NARROW_PX) isOpen.value = false;
  }, [isOpen]);
  const isAll = useSignal(false);
  const names = sideNames(about.sides);
  const { answer, failure } = useDuplicates(about);
  const total = about.matching.repeated_rows.reduce((sum, rows) => sum + rows, 0);
  const choose = (duplicates: Way) => void state.arrange({ duplicates });
  const keyNames = about.keys.map(({ name }) => name);
  const clause = answer ? clauseOfKeys(keyNames, answer.keys) : null;
  const show = async () => {
    if (clause === null) return;
    // What is set aside is in no row.
    if (about.duplicates === "first" && !(await state.arrange({ duplicates: "pair" }))) return;
    state.edit((query) => addClause(query, clause));
  };
  const shown = answer ? answer.keys.slice(0, isAll.value ? MOST : LISTED) : [];
  return (
    <section ref={place} class="dv-note is-warning" aria-label="Duplicate keys">
      <Icon name="warning" />
      <div class="dv-note-title">
        <b>{repeatedSentence(about.matching, names)}</b>
        <span class="dv-grow" />
        {clause !== null && answer && (
          <Button
            small
            label={
              answer.keys.length < answer.total
                ? `Show the rows of the first ${formatCount(answer.keys.length)} keys`
                : `Show the ${formatCount(total)} rows`
            }
            onClick={() => void show()}
          />
        )}
        <Button
          small
          icon={isOpen.value ? "down" : "right"}
          title={isOpen.value ? "Fold the list of duplicate keys" : "Unfold the list of duplicate keys"}
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        />
      </div>
      {isOpen.value && (
        <div class="dv-note-body">
          <Ways about={about} answer={answer} names={names} onChoose={choose} />
          {failure && <p class="dv-quiet">{failure}</p>}
          {shown.length > 0 && <KeyList about={about} keys={shown} names={names} />}
          {answer && answer.total > shown.length && (
            <p>
              {answer.keys.length > shown.length ? (
                <Button
                  look="link"
                  small
                  label={`Show all ${formatCount(answer.keys.length)} keys`}
                  onClick={() => {
                    isAll.value = true;
                  }}
                />
              ) : (
                <span class="dv-quiet">and {formatCount(answer.total - shown.length)} more keys</span>
              )}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

/** The duplicate keys of the tables as they are matched now. */
function useDuplicates(about: ComparisonInfo): { answer: Answer | null; failure: string | null } {
  const state = useCompare();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const asked = JSON.stringify([about.keys, about.duplicates, about.how, about.matching]);
  useEffect(() => {
    const abort = new AbortController();
    state.channel.askQuietly("duplicates", { start: 0, count: MOST }, abort.signal).then(
      ({ result }) => {
        setAnswer(result);
        setFailure(null);
      },
      (error) => {
        if (!abort.signal.aborted) setFailure(messageOf(error));
      },
    );
    return () => abort.abort();
  }, [state, asked]);
  return { answer, failure };
}

interface WaysProps {
  about: ComparisonInfo;
  answer: Answer | null;
  names: string[];
  onChoose(way: Way): void;
}

function Ways({ about, answer, names, onChoose }: WaysProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const isAdding = useSignal(false);
  return (
    <div class="dv-note-ways" role="group" aria-label="What becomes of rows with the same key">
      {WAYS.map(([way, label]) => {
        const result = answer?.ways.find(({ duplicates }) => duplicates === way);
        return (
          <Button
            key={way}
            look="line"
            pressed={about.duplicates === way}
            label={
              <>
                {label}{" "}
                <span class="dv-quiet">{result ? wayWords(result, answer?.ways ?? [], names) : "···"}</span>
              </>
            }
            onClick={() => onChoose(way)}
          />
        );
      })}
      <Button
        buttonRef={anchor}
        look="line"
        caret
        label="Add a key column"
        aria-haspopup="dialog"
        aria-expanded={isAdding.value}
        onClick={() => {
          isAdding.value = !isAdding.value;
        }}
      />
      {isAdding.value && (
        <KeyChooser
          anchor={anchor}
          mode="several"
          onClose={() => {
            isAdding.value = false;
          }}
        />
      )}
    </div>
  );
}

interface KeyListProps {
  about: ComparisonInfo;
  keys: Answer["keys"];
  names: string[];
}

/** The duplicate keys with the numbers of their rows in each table. */
function KeyList({ about, keys, names }: KeyListProps) {
  return (
    <table class="dv-note-keys">
      <thead>
        <tr>
          <th scope="col">{about.keys.map(({ name }) => name).join(", ")}</th>
          {names.map((name, side) => (
            <th key={side} scope="col" class="is-number">
              <LaneMark side={side} /> rows in {name}
            </th>
          ))}
          <th scope="col" class="is-rows">
            where
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ key, rows }, at) => (
          <tr key={at}>
            <th scope="row" class="dv-text">
              {key.map((value) => (value === null ? "empty" : String(value))).join(", ")}
            </th>
            {names.map((_, side) => {
              const count = rows[side]?.length ?? 0;
              return (
                <td key={side} class="is-number">
                  {count > 1 ? <b>{formatCount(count)}</b> : formatCount(count)}
                </td>
              );
            })}
            <td class="is-rows dv-quiet dv-text">
              {rows
                .flatMap((some, side) => (some.length > 1 ? [`${rowNumbers(some)} of ${names[side]}`] : []))
                .join("; ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
