import { useRef } from "preact/hooks";
import { Icon } from "../../controls/icon";
import { useFade } from "../../controls/use-fade";
import { formatCount } from "../../format";
import { useCompare } from "./compare-state";
import { LaneMark, sideNames } from "./lane";
import { Outcome } from "./outcome";
import { clauseOf, isOutcome, pickQuick, quickIn, quickName } from "./quick-filters";
import type { QuickFilter } from "./wire";

/** More marks beside each other are no help. */
const MOST_MARKS = 4;

export interface QuickBarProps {
  /** Those that tell of right and wrong, or the others. */
  outcomes: boolean;
}

/** Filters of one click, with how many rows each keeps. One is on at a time; Shift-click joins. */
export function QuickBar({ outcomes }: QuickBarProps) {
  const state = useCompare();
  const bar = useRef<HTMLDivElement>(null);
  useFade(bar);
  const about = state.about.value;
  if (!about) return null;
  const names = sideNames(about.sides);
  const filters = about.quick.filter((filter) => isOutcome(filter) === outcomes);
  const { ids } = quickIn(state.query.value, about.quick);
  const hasOutcomes = about.quick.some(isOutcome);
  if (filters.length === 0) return null;
  const pick = (id: string, isMore: boolean) =>
    state.edit((query) => pickQuick(query, about.quick, id, isMore));
  return (
    <div
      ref={bar}
      class={`dv-quick ${outcomes ? "is-second" : hasOutcomes ? "" : "is-alone"}`}
      role="toolbar"
      aria-label={outcomes ? "Keep rows by right and wrong" : "Keep rows by table"}
      onKeyDown={moveFocus}
    >
      {filters.map((filter, at) => {
        const count = state.quick.counts.value?.[filter.id];
        const isAll = filter.clause === null;
        const isOn = isAll ? ids.length === 0 : ids.includes(filter.id);
        const name = quickName(filter, names, about.how);
        return (
          <button
            key={filter.id}
            type="button"
            class={filter.id === "changed" || filter.id === "equal" ? "is-apart" : ""}
            aria-pressed={isOn}
            aria-disabled={count === 0 && !isOn}
            tabIndex={at === 0 ? 0 : -1}
            title={isAll ? "All rows" : `${name}: ${clauseOf([filter])}\nShift-click: these as well`}
            onClick={({ shiftKey }) => {
              if (count === 0 && !isOn) return;
              if (!isAll) pick(filter.id, shiftKey);
              else for (const id of ids) pick(id, true);
            }}
          >
            <QuickMark filter={filter} sides={names.length} />
            <span class="dv-quick-name">
              {filter.column ? (
                <>
                  {filter.id === "equal" ? "Equal" : "Changed"}
                  <span class={filter.id === "equal" ? "dv-hidden" : "dv-quick-of"}> in {filter.column}</span>
                </>
              ) : (
                name
              )}
            </span>
            <span class="dv-quick-count">{count === undefined ? "·" : formatCount(count)}</span>
          </button>
        );
      })}
    </div>
  );
}

function QuickMark({ filter, sides }: { filter: QuickFilter; sides: number }) {
  if (isOutcome(filter)) {
    // What tables between the first and the last have is of no matter; of many that are alike two stand for all.
    const told = filter.sides.filter((side) => side !== null);
    return <Outcome right={told.length > MOST_MARKS ? told.slice(0, 2) : told} />;
  }
  if (filter.id === "changed" || filter.id === "equal") return <Icon name={filter.id} size={14} />;
  if (filter.id === "all") return null;
  if (filter.id === "in_all" && sides > MOST_MARKS) return null;
  const shown = Array.from({ length: sides }, (_, side) => side).filter(
    (side) => filter.id === "in_all" || filter.id === `only:${side}`,
  );
  return (
    <span class="dv-quick-marks">
      {shown.map((side) => (
        <LaneMark key={side} side={side} />
      ))}
    </span>
  );
}

/** Arrows go from one button to the next; only the first is a stop of Tab. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
  event.stopPropagation();
}
