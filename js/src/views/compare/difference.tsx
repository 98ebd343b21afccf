import "./lane.css";

/** Which way a column's numbers are better; null where nobody said. */
export type Better = "higher" | "lower" | null;

export interface DifferenceWords {
  text: string;
  arrow: "up" | "down" | null;
  mood: "better" | "worse" | null;
  title: string;
}

/** A number with so many digits after the point, and a minus that is as wide as a plus. */
export function fixed(value: number | bigint, digits: number): string {
  const text = typeof value === "bigint" ? String(value) : value.toFixed(digits);
  // What rounds to nothing has no sign.
  return /[1-9]|[^-\d.]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
}

/** Digits after the point that tell numbers of such a size apart; none where all are whole. */
export function digitsFor(low: number, high: number, integer: boolean): number {
  if (integer) return 0;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (!Number.isFinite(largest) || largest === 0) return 3;
  return Math.max(0, Math.min(9, 3 - Math.ceil(Math.log10(largest) - 1e-9)));
}

/** How far one exact value is from another: "=" for none, "≈" for less than the last digit that is shown. */
export function differenceOf(
  from: unknown,
  to: unknown,
  better: Better,
  digits: number,
): DifferenceWords | null {
  if (!isNumber(from) || !isNumber(to)) return null;
  const change =
    typeof from === "bigint" && typeof to === "bigint" ? Number(to - from) : Number(to) - Number(from);
  if (from === to || change === 0 || (Number.isNaN(Number(from)) && Number.isNaN(Number(to))))
    return { text: `= ${(0).toFixed(digits)}`, arrow: null, mood: null, title: "equal" };
  if (Number.isNaN(change)) return null;
  const isUp = change > 0;
  const exact = `${isUp ? "+" : "−"}${Math.abs(change)}`;
  if (Math.abs(change) < 0.5 * 10 ** -digits)
    return { text: `≈ ${(0).toFixed(digits)}`, arrow: null, mood: null, title: exact };
  const size = Math.abs(change) === Infinity ? "∞" : Math.abs(change).toFixed(digits);
  return {
    text: `${isUp ? "+" : "−"}${size}`,
    arrow: isUp ? "up" : "down",
    mood: better === null ? null : isUp === (better === "higher") ? "better" : "worse",
    title: exact,
  };
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

const ARROWS = { up: "M4 1 7.5 7H.5z", down: "M4 7 .5 1h7z" };

export interface DifferenceProps {
  from: unknown;
  to: unknown;
  better?: Better;
  digits?: number;
}

/** A difference with its arrow, green or red where a direction is better. */
export function Difference({ from, to, better = null, digits = 3 }: DifferenceProps) {
  const words = differenceOf(from, to, better, digits);
  if (!words) return null;
  return (
    <span class={`dv-difference ${words.mood ? `is-${words.mood}` : ""}`} title={words.title}>
      {words.arrow && (
        <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
          <path d={ARROWS[words.arrow]} />
        </svg>
      )}
      {words.text}
    </span>
  );
}
