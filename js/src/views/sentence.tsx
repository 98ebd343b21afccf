import { useSignal } from "@preact/signals";
import { Fragment, type RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../controls/button";
import type { IconName } from "../controls/icon";
import { Popover } from "../controls/popover";
import { formatCount } from "../format";
import { ClauseChip, DerivedChip, GroupChip, isWaiting, SortChip } from "./chips";
import { QueryList } from "./query-list";
import { type Part, queryInWords, sentenceOf } from "./query-words";
import { fitClauses } from "./sentence-parts";
import { useTable } from "./table-state";

/** Below this width the sentence is a button that opens it as a list. */
const NARROW_PX = 640;
const GAP_PX = 6;
/** Room for the number of rows, before it is known. */
const COUNT_PX = 96;
/** Of the bar, left and right, and between the sentence and the count. */
const MARGINS_PX = 32;
/** Room for "+12 clauses". */
const FOLD_PX = 116;

/** The query as chips: where these hold, grouped by that, sorted by those. What has no room is folded. */
export function Sentence() {
  const state = useTable();
  const { filters, group_by, sort, derive = [] } = state.query.value;
  const columns = state.info.value?.columns.map(({ name }) => name) ?? [];
  const isGrouped = group_by.length > 0;
  const sentence = useRef<HTMLDivElement>(null);
  const { fit, ruler } = useFitting(sentence, JSON.stringify([filters, group_by, sort, derive]));
  const chips = (count: number) => (
    <>
      {filters.length > 0 && <span class="dv-word">Where</span>}
      {filters.slice(0, count).map((clause, index) => (
        <ClauseChip key={index} clause={clause} index={index} columns={columns} />
      ))}
      {count < filters.length && <Folded from={count} />}
      {filters.length > 0 ? (
        <Add part="filters" title="Add a clause ( / )" />
      ) : (
        <Add part="filters" title="Add a clause ( / )" icon="filter" label="Filter" />
      )}
      {isGrouped && <span class="dv-word">grouped by</span>}
      {group_by.map((expression, index) => (
        <Fragment key={expression}>
          {index > 0 && <span class="dv-word">then</span>}
          <GroupChip expression={expression} index={index} columns={columns} />
        </Fragment>
      ))}
      {isGrouped && <Add part="group_by" title="Group by one more" />}
      {sort.length > 0 && <span class="dv-word">{isGrouped ? "groups sorted by" : "sorted by"}</span>}
      {sort.map((key, index) => (
        <SortChip key={key.by} sort={key} index={index} columns={columns} />
      ))}
      {sort.length > 0 && <Add part="sort" title="Sort by one more" />}
      {derive.length > 0 && <span class="dv-word">with</span>}
      {derive.map(({ name, text }, index) => (
        <DerivedChip key={name} name={name} text={text} index={index} />
      ))}
    </>
  );
  return (
    <div ref={sentence} class="dv-sentence">
      {fit === null ? (
        <>
          <Folded from={0} isWhole />
          <Add part="filters" title="Add a clause ( / )" />
        </>
      ) : (
        chips(fit)
      )}
      {ruler && (
        <div ref={ruler} class="dv-ruler" aria-hidden="true" inert>
          {chips(Number.POSITIVE_INFINITY)}
        </div>
      )}
    </div>
  );
}

interface AddProps {
  part: Part;
  title: string;
  icon?: IconName;
  label?: string;
}

function Add({ part, icon = "plus", ...words }: AddProps) {
  const { editing } = useTable();
  return (
    <Button
      icon={icon}
      {...words}
      data-part={`${part}-new`}
      onClick={() => {
        editing.value = { part, index: null, text: "" };
      }}
    />
  );
}

/** What has no room in the bar: some clauses, or the whole sentence. Opens as a list. */
function Folded({ from, isWhole = false }: { from: number; isWhole?: boolean }) {
  const state = useTable();
  const isOpen = useSignal(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const query = state.query.value;
  const folded = query.filters.slice(from);
  const isWrong = (state.failure.value?.clause ?? -1) >= from;
  const names = [isWhole ? "dv-fold is-whole" : "dv-fold"];
  if (folded.some((clause) => isWaiting(state.waiting.value, clause))) names.push("is-waiting");
  const words = `+${formatCount(folded.length)} ${folded.length === 1 ? "clause" : "clauses"}`;
  return (
    <>
      <Button
        buttonRef={anchor}
        look="line"
        caret
        {...(isWrong ? { icon: "warning" } : isWhole ? { icon: "filter" } : {})}
        class={names.join(" ")}
        title={sentenceOf(query, from)}
        aria-haspopup="dialog"
        aria-expanded={isOpen.value}
        label={<span class="dv-text">{isWhole ? queryInWords(query) : words}</span>}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      <Popover
        anchor={anchor}
        open={isOpen.value}
        onClose={() => {
          isOpen.value = false;
        }}
        label={isWhole ? "Query" : "More clauses"}
        width={320}
      >
        <QueryList
          from={from}
          isWhole={isWhole}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      </Popover>
    </>
  );
}

/**
 * How many clauses have room; null where the sentence as a whole has none. While that is not known, all chips are to be
 * drawn in the `ruler`, where nobody sees them; what is shown stays as it is until then, with what is open in it.
 */
function useFitting(
  sentence: { readonly current: HTMLElement | null },
  text: string,
): { fit: number | null; ruler: RefObject<HTMLDivElement | null> | null } {
  const width = useSignal(-1);
  const measured = useSignal<{ key: string; fit: number | null }>({ key: "", fit: Number.POSITIVE_INFINITY });
  const ruler = useRef<HTMLDivElement>(null);
  const key = `${width.value} ${text}`;
  useLayoutEffect(() => {
    const row = sentence.current;
    const bar = row?.closest(".dv-query");
    if (!row || !bar || typeof ResizeObserver === "undefined") return;
    let countWidth = COUNT_PX;
    const look = () => {
      // What stands in for the count while one waits has to do with its room, so that no chip moves for it.
      countWidth = bar.querySelector<HTMLElement>(".dv-count")?.offsetWidth ?? countWidth;
      width.value = bar.clientWidth < NARROW_PX ? 0 : bar.clientWidth - countWidth - MARGINS_PX;
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(bar);
    observer.observe(row);
    return () => observer.disconnect();
  }, [sentence, width]);
  useLayoutEffect(() => {
    const all = ruler.current;
    if (!all) return;
    const clauses = all.querySelectorAll<HTMLElement>(":scope > .dv-clause");
    const widths = [...clauses].map((chip) => chip.offsetWidth + GAP_PX);
    const rest = all.offsetWidth + GAP_PX - widths.reduce((sum, one) => sum + one, 0);
    measured.value = { key, fit: fitClauses(widths, rest, FOLD_PX, width.peek()) };
  });
  const isKnown = width.value <= 0 || measured.value.key === key;
  return { fit: width.value === 0 ? null : measured.value.fit, ruler: isKnown ? null : ruler };
}
