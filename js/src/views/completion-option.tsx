import { Histogram } from "../charts/histogram";
import { Icon } from "../controls/icon";
import { boundNumber, formatCount, formatRange, formatTime } from "../format";
import type { CompletionItem, Summary } from "../wire";
import { columnIcon } from "./column-words";
import { useTable } from "./table-state";

interface CompletionOptionProps {
  id: string;
  item: CompletionItem;
  /** What was typed of it. */
  word: string;
  isChosen: boolean;
  onPick(): void;
}

/** One line of the list below an expression: a name, and what it stands for. */
export function CompletionOption({ id, item, word, isChosen, onPick }: CompletionOptionProps) {
  const state = useTable();
  const { label } = item;
  const column =
    item.kind === "column" ? state.info.value?.columns.find(({ name }) => name === label) : undefined;
  const summary = column && state.summaries.value[label];
  const at = label.toLowerCase().indexOf(word.toLowerCase());
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows of the input above choose
    <div
      id={id}
      class={`dv-option ${isChosen ? "is-chosen" : ""}`}
      role="option"
      aria-selected={isChosen}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      {column ? (
        <Icon name={columnIcon(column)} />
      ) : item.kind === "class" ? (
        <Icon name="classes" />
      ) : (
        <span />
      )}
      <span class="dv-text">
        {at < 0 || word === "" ? (
          label
        ) : (
          <>
            {label.slice(0, at)}
            <mark>{label.slice(at, at + word.length)}</mark>
            {label.slice(at + word.length)}
          </>
        )}
      </span>
      <small class="dv-text">{describe(summary) || item.detail}</small>
      {summary?.kind === "number" && summary.bins_all.length > 1 && (
        <Histogram
          all={summary.bins_all}
          kept={summary.bins_kept}
          width={96}
          height={16}
          empty={summary.empty_all}
          label={`How ${label} is spread`}
        />
      )}
    </div>
  );
}

function describe(summary: Summary | undefined): string {
  if (summary?.kind === "number" && summary.min !== null && summary.max !== null) {
    const empty = summary.empty_all > 0 ? `, ${formatCount(summary.empty_all)} empty` : "";
    return `${formatRange(boundNumber(summary.min), boundNumber(summary.max)).join(" to ")}${empty}`;
  }
  if (summary?.kind === "timestamp" && summary.min !== null && summary.max !== null) {
    return `${formatTime(boundNumber(summary.min))} to ${formatTime(boundNumber(summary.max))}`;
  }
  if (summary?.kind === "text" || summary?.kind === "boolean") {
    return summary.top
      .slice(0, 4)
      .map(({ value }) => (typeof value === "string" ? `"${value}"` : String(value)))
      .join(", ");
  }
  return "";
}
