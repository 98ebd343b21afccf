import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { useCompare } from "./compare-state";
import { sideClass, sideNames } from "./lane";
import { type Bar, overlapBars } from "./overlap";
import { QuickBar } from "./quick-bar";
import { RightWhen } from "./right-when";
import { KeyChooser } from "./states/key-chooser";
import type { ComparisonInfo } from "./wire";
import "./key-line.css";

/** What the tables are matched on and how well, what counts as right, and the filters of one click. */
export function KeyLine() {
  const state = useCompare();
  const keys = useRef<HTMLDivElement>(null);
  useWrap(keys);
  const about = state.about.value;
  if (!about) return null;
  if (about.sides.length < 2) {
    const isFiltered = about.quick.length > 1;
    return (
      <div class="dv-keys is-one">
        <RightWhen />
        {isFiltered && <QuickBar outcomes />}
      </div>
    );
  }
  const isKeyed = about.how !== "concat" && about.how !== "position";
  return (
    <div ref={keys} class="dv-keys">
      <div class="dv-keys-line" role="group" aria-label="How the tables are matched">
        <span class="dv-quiet">{isKeyed ? "Matched on" : "Together"}</span>
        <Key about={about} />
        {about.how !== "concat" && <Overlap about={about} />}
        <small class="dv-quiet">{matchedWords(about)}</small>
      </div>
      <RightWhen />
      <QuickBar outcomes={false} />
      <QuickBar outcomes />
    </div>
  );
}

/** Between and around what stands beside each other, in px. */
const SPARE_PX = 52;

/** Put the filters of right and wrong under the others where both have no room in one line. */
function useWrap(keys: { current: HTMLElement | null }): void {
  const { counts } = useCompare().quick;
  counts.value;
  useLayoutEffect(() => {
    const el = keys.current;
    if (!el) return;
    const look = () => {
      const [first = 0, second = 0] = [...el.querySelectorAll(".dv-quick")].map(contentWidth);
      const line = el.querySelector<HTMLElement>(".dv-keys-line")?.offsetWidth ?? 0;
      el.classList.toggle("is-wrapped", Math.max(first, line) + second + SPARE_PX > el.clientWidth);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(el);
    return () => observer.disconnect();
  });
}

function contentWidth(bar: Element): number {
  const { firstElementChild: first, lastElementChild: last } = bar;
  if (!first || !last) return 0;
  return last.getBoundingClientRect().right - first.getBoundingClientRect().left;
}

const OTHERWISE = { concat: "after each other", position: "side by side, by position" } as const;

/** The key, and a way to another one. */
function Key({ about }: { about: ComparisonInfo }) {
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  const words =
    about.how === "concat" || about.how === "position"
      ? OTHERWISE[about.how]
      : about.keys.map(({ name }) => name).join(", ");
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="dv-keys-field"
        title="Choose the key columns, or the picture itself"
        aria-haspopup="dialog"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {words}
        <Icon name="down" size={12} />
      </button>
      {isOpen.value && (
        <KeyChooser
          anchor={anchor}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </>
  );
}

const OVERLAP_PX = 224;
const MOST_OVERLAP_PX = 26;

/** A bar per table to scale, one above the other: what they share stands in the same place. */
function Overlap({ about }: { about: ComparisonInfo }) {
  const bars = overlapBars(about, OVERLAP_PX);
  const names = sideNames(about.sides);
  const { in_all, only_in } = about.matching;
  const label = [
    ...names.map((name, side) => `${formatCount(only_in[side] ?? 0)} only in ${name}`),
    `${formatCount(in_all)} in ${names.length > 2 ? "all" : "both"}`,
  ].join(", ");
  const lane = Math.min(6.5, MOST_OVERLAP_PX / bars.length);
  const height = lane * bars.length + 1;
  return (
    <svg
      class="dv-overlap"
      width={OVERLAP_PX}
      height={height}
      viewBox={`0 0 ${OVERLAP_PX} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {bars.map(({ from, to }: Bar, side) => (
        <rect
          key={side}
          class={`dv-overlap-bar ${sideClass(side)}`}
          x={from}
          y={1 + lane * side}
          width={Math.max(0, to - from)}
          height={lane - 1}
          rx={Math.min(1, lane / 4)}
        />
      ))}
    </svg>
  );
}

function matchedWords({ matching, how }: ComparisonInfo): string {
  const repeated = matching.repeated_keys.reduce((sum, count) => sum + count, 0);
  if (how === "concat") return `${formatCount(matching.total)} rows`;
  const matched = `${formatCount(matching.in_all)} of ${formatCount(matching.total)} matched`;
  if (how === "position") return matched;
  return repeated === 0
    ? `${matched}, no duplicate keys`
    : `${matched}, ${formatCount(repeated)} duplicate ${repeated === 1 ? "key" : "keys"}`;
}
