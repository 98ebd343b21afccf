import { LaneMark } from "../lane";

export interface SideSegmentsProps {
  /** Name for screen readers. */
  label: string;
  names: readonly string[];
  value: number | "difference";
  /** Whether the last table's difference to the first can be chosen too. */
  hasDifference?: boolean;
  onPick(value: number | "difference"): void;
}

/** One of the tables, or how the last differs from the first: arrows choose as they move. */
export function SideSegments({ label, names, value, hasDifference, onPick }: SideSegmentsProps) {
  const choices: (number | "difference")[] = names.map((_, side) => side);
  if (hasDifference && names.length > 1) choices.push("difference");
  const chosen = choices.indexOf(value);
  return (
    <div
      class="dv-segments"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        const next = (chosen + step + choices.length) % choices.length;
        (event.currentTarget.children[next] as HTMLElement).focus();
        onPick(choices[next] as number | "difference");
      }}
    >
      {choices.map((choice, at) => (
        <button
          key={choice}
          type="button"
          role="radio"
          aria-checked={at === chosen}
          tabIndex={at === Math.max(0, chosen) ? 0 : -1}
          onClick={() => onPick(choice)}
        >
          {choice === "difference" ? (
            `${names.at(-1)} − ${names[0]}`
          ) : (
            <>
              <LaneMark side={choice} />
              {names[choice]}
            </>
          )}
        </button>
      ))}
    </div>
  );
}
