import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import type { Outcome } from "../pixels/matching";
import { NumberField } from "./number-field";
import { Eye } from "./overlay-controls";
import type { KeptState } from "./viewer-state";

const OUTCOMES = [
  { outcome: "matched", name: "Matched", icon: "check", help: "found: the right class, and enough overlap" },
  {
    outcome: "false positive",
    name: "False positive",
    icon: "cross",
    help: "found, where nothing is to match",
  },
  { outcome: "missed", name: "Missed", icon: "ring", help: "a true box that nothing found" },
] as const;

/** What became of the boxes: how many of each, and which are drawn. */
export function OutcomeControls({ counts, kept }: { counts: Record<Outcome, number>; kept: KeptState }) {
  const { hiddenOutcomes, leastIou } = kept;
  return (
    <section>
      <h4>
        Outcome
        <span class="dv-number-field">
          at IoU ≥
          <NumberField
            label="Least overlap of a match"
            text={leastIou.value.toFixed(2)}
            min={0.05}
            max={1}
            step={0.05}
            onChange={(value) => {
              leastIou.value = value;
            }}
          />
        </span>
      </h4>
      <ul class="dv-outcomes" aria-label="Outcomes">
        {OUTCOMES.map(({ outcome, name, icon, help }) => {
          const isShown = !hiddenOutcomes.value.includes(outcome);
          return (
            <li key={outcome} class={isShown ? "" : "dv-is-off"} title={help}>
              <Eye
                name={name}
                isShown={isShown}
                onClick={() => {
                  const others = hiddenOutcomes.peek().filter((other) => other !== outcome);
                  hiddenOutcomes.value = isShown ? [...others, outcome] : others;
                }}
              />
              <Sample outcome={outcome} />
              <Icon name={icon} size={14} />
              <span>{name}</span>
              <b>{formatCount(counts[outcome])}</b>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** A box as it is drawn in the picture. */
function Sample({ outcome }: { outcome: Outcome }) {
  return (
    <svg class="dv-outcome-sample" viewBox="0 0 36 20" width={36} height={20} aria-hidden="true">
      {outcome === "matched" && (
        <>
          <rect x="3" y="3" width="28" height="13" stroke-dasharray="3 2" stroke-width="1.25" />
          <rect x="5.5" y="5" width="28" height="13" stroke-width="2" />
        </>
      )}
      {outcome === "false positive" && (
        <>
          <path d="m4 4 5 5m23-5-5 5M4 17l5-5m23 5-5-5" stroke-width="1.5" />
          <rect x="4" y="4" width="28" height="13" stroke-width="2" />
        </>
      )}
      {outcome === "missed" && (
        <>
          <path d="m4 12 8-8M4 17 17 4M11 17 24 4M18 17 31 4M25 17l7-7" stroke-width="1" />
          <rect x="4" y="4" width="28" height="13" stroke-dasharray="5 3" stroke-width="2" />
        </>
      )}
    </svg>
  );
}
