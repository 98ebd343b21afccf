import { formatCompact, formatCount } from "../format";
import "./top-values.css";

export interface TopValue {
  value: string | number | boolean | null;
  count: number;
}

/** The commonest values as bars with their counts; with `onPick` a value is a button. */
export function TopValues({
  values,
  total,
  chosen = [],
  onPick,
  hint,
}: {
  values: TopValue[];
  /** The count of a bar that fills its width. */
  total: number;
  /** Values that a clause keeps. */
  chosen?: TopValue["value"][];
  /** `isMore` asks for a value beside those already chosen. */
  onPick?(value: TopValue["value"], isMore: boolean): void;
  hint?: string;
}) {
  return (
    <div class="dv-tops">
      {values.map(({ value, count }) => {
        const text = value === "" ? '""' : String(value);
        const inside = (
          <>
            <i style={{ width: `${total ? Math.min(100, (100 * count) / total) : 0}%` }} />
            <span class={value === null ? "dv-null" : "dv-text"}>{text}</span>
            <span class="dv-quiet">{formatCompact(count)}</span>
          </>
        );
        const title = `${text}: ${formatCount(count)} rows${hint ? `; ${hint}` : ""}`;
        return onPick ? (
          <button
            key={text}
            type="button"
            class="dv-top"
            tabIndex={-1}
            title={title}
            aria-pressed={chosen.includes(value)}
            onClick={(event) => onPick(value, event.shiftKey || event.ctrlKey || event.metaKey)}
          >
            {inside}
          </button>
        ) : (
          <div key={text} class="dv-top" title={title}>
            {inside}
          </div>
        );
      })}
    </div>
  );
}
