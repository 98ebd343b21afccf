import "./outcome.css";

const YES = "M2.5 6.5 5 9l4.5-6";
const NO = "M3 3l6 6M9 3l-6 6";
const NEITHER = "M3 6h6";

/** Right or wrong, a sign per table: ✓ and ✕, in form and in colour. */
export function Outcome({ right }: { right: readonly (boolean | null)[] }) {
  return (
    <span class="dv-outcome" aria-hidden="true">
      {right.map((is, side) => (
        <svg
          key={side}
          class={is === null ? "" : is ? "is-right" : "is-wrong"}
          width="12"
          height="12"
          viewBox="0 0 12 12"
          aria-hidden="true"
        >
          <path d={is === null ? NEITHER : is ? YES : NO} />
        </svg>
      ))}
    </span>
  );
}
