import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { ExpressionText } from "../controls/expression-text";
import { Icon, type IconName } from "../controls/icon";
import { changeClause, removeClause, ungroup } from "../query-edit";
import type { Clause, Query, SortKey } from "../wire";
import { moved } from "./query-keys";
import type { Part } from "./query-words";
import { rangeOf } from "./sentence-parts";
import "./chips.css";
import { useTable } from "./table-state";

interface Tool {
  icon: IconName;
  name: string;
  /** The key on a focused chip that does the same, as `KeyboardEvent.key`. */
  key: string;
  /** The key as the user reads it. */
  keys: string;
  onClick(): void;
}

interface ChipProps {
  label: string;
  /** Where it stands in the query, so that the editor finds it. */
  part: Part | "derive";
  index: number;
  class?: string;
  title?: string | undefined;
  tools: Tool[];
  children: ComponentChildren;
}

/** A part of the sentence that can be taken out. Its tools have keys; they are no stops of their own. */
function Chip({ label, part, index, class: extra = "", title, tools, children }: ChipProps) {
  const chip = useRef<HTMLDivElement>(null);
  const use = (tool: Tool) => {
    const list = chip.current?.parentElement;
    tool.onClick();
    // Where the chip has gone, its neighbour takes the keys.
    requestAnimationFrame(() => {
      const root = list?.getRootNode() as Document | ShadowRoot | undefined;
      if (!list || (root?.activeElement && root.activeElement !== list.ownerDocument.body)) return;
      const next = list.querySelector<HTMLElement>(`[data-part="${part}-${index}"]`);
      const last = list.querySelector<HTMLElement>(`[data-part="${part}-${index - 1}"]`);
      (next ?? last ?? list.querySelector<HTMLElement>("[data-part]"))?.focus();
    });
  };
  return (
    <div
      ref={chip}
      class={`dv-chip ${tools.length > 1 ? "has-tools " : ""}${extra}`}
      role="group"
      aria-label={label}
      title={title}
      onKeyDown={(event) => {
        const key = event.key === "Delete" ? "Backspace" : event.altKey ? `Alt+${event.key}` : event.key;
        const tool = tools.find((one) => one.key === key);
        if (!tool || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        use(tool);
      }}
    >
      {children}
      <span class="dv-chip-tools">
        {tools.map((tool) => (
          <button
            key={tool.name}
            type="button"
            tabIndex={-1}
            title={`${tool.name} (${tool.keys})`}
            aria-label={tool.name}
            onClick={() => use(tool)}
          >
            <Icon name={tool.icon} />
          </button>
        ))}
      </span>
    </div>
  );
}

const remove = (onClick: () => void): Tool => ({
  icon: "close",
  name: "Remove",
  key: "Backspace",
  keys: "Backspace",
  onClick,
});

const earlier = (onClick: () => void): Tool => ({
  icon: "left",
  name: "Move before the one on the left",
  key: "Alt+ArrowLeft",
  keys: "Alt ←",
  onClick,
});

interface PartProps {
  columns: string[];
  index: number;
}

export function ClauseChip({ clause, index, columns }: PartProps & { clause: Clause }) {
  const state = useTable();
  const editing = state.editing.value;
  const isEditing = editing?.index === index && (editing.part ?? "filters") === "filters";
  const failure = state.failure.value?.clause === index ? state.failure.value : null;
  const change = (part: Partial<Clause>) => state.edit((query) => changeClause(query, index, part));
  const negate = () => change({ negated: !clause.negated });
  const names: string[] = ["dv-clause"];
  if (!clause.on) names.push("is-off");
  if (isEditing) names.push("is-editing");
  if (failure) names.push("is-wrong");
  else if (isWaiting(state.waiting.value, clause)) names.push("is-waiting");
  const range = rangeOf(clause.text);
  return (
    <Chip
      label={`Clause ${index + 1}: ${clause.negated ? "not " : ""}${clause.text}`}
      part="filters"
      index={index}
      class={names.join(" ")}
      title={failure?.message}
      tools={[
        { icon: "negate", name: "Negate", key: "!", keys: "!", onClick: negate },
        remove(() => state.edit((query) => removeClause(query, index))),
      ]}
    >
      <button
        type="button"
        class="dv-tick"
        role="switch"
        aria-checked={clause.on}
        aria-label={clause.on ? "Switch off" : "Switch on"}
        title={clause.on ? "Switch off" : "Switch on"}
        onClick={() => change({ on: !clause.on })}
      >
        <Icon name={failure ? "warning" : clause.on ? "ticked" : "unticked"} />
      </button>
      {state.clauseMark?.(clause.text)}
      {clause.negated && <span class="dv-not">not</span>}
      <button
        type="button"
        class="dv-chip-text"
        data-part={`filters-${index}`}
        title={failure ? undefined : `${clause.text}\nEdit (Enter), negate (!), remove (Backspace)`}
        onClick={() => {
          state.editing.value = isEditing ? null : { index, text: clause.text };
        }}
      >
        {range ? (
          <span class="dv-code dv-expression">
            <span class="dv-c-name">{range.name}</span> <span class="dv-range">{range.range}</span>
          </span>
        ) : (
          <ExpressionText text={clause.text} columns={columns} />
        )}
      </button>
    </Chip>
  );
}

/** Whether a clause counts for what is asked and has not counted for what is shown. */
export function isWaiting(shown: Query | null, clause: Clause): boolean {
  const isSame = (other: Clause) => other.text === clause.text && other.negated === clause.negated;
  return shown !== null && clause.on !== shown.filters.some((other) => other.on && isSame(other));
}

export function GroupChip({ expression, index, columns }: PartProps & { expression: string }) {
  const state = useTable();
  const isColumn = columns.some((name) => expression === name || expression === `\`${name}\``);
  const waiting = state.waiting.value;
  const tools = [remove(() => state.edit((query) => ungroup(query, index)))];
  if (index > 0)
    tools.unshift(
      earlier(() => state.edit((query) => ({ ...query, group_by: moved(query.group_by, index, -1) }))),
    );
  return (
    <Chip
      label={`Grouped by ${expression}`}
      part="group_by"
      index={index}
      class={waiting && !waiting.group_by.includes(expression) ? "is-waiting" : ""}
      tools={tools}
    >
      {!isColumn && <Icon name="derived" />}
      <button
        type="button"
        class="dv-chip-text"
        data-part={`group_by-${index}`}
        title="Group by something else (Enter), remove (Backspace)"
        onClick={() => {
          state.editing.value = { part: "group_by", index, text: expression };
        }}
      >
        <ExpressionText text={expression} columns={columns} />
      </button>
    </Chip>
  );
}

export function SortChip({ sort, index, columns }: PartProps & { sort: SortKey }) {
  const state = useTable();
  const waiting = state.waiting.value;
  const direction = sort.descending ? "largest first" : "smallest first";
  const change = (keys: (all: SortKey[]) => SortKey[]) =>
    state.edit((query) => ({ ...query, sort: keys(query.sort) }));
  const tools = [remove(() => change((all) => all.filter((_, at) => at !== index)))];
  if (index > 0) tools.unshift(earlier(() => change((all) => moved(all, index, -1))));
  const isShown = (key: SortKey) => key.by === sort.by && key.descending === sort.descending;
  return (
    <Chip
      label={`Sorted by ${sort.by}, ${direction}`}
      part="sort"
      index={index}
      class={waiting && !waiting.sort.some(isShown) ? "is-waiting" : ""}
      tools={tools}
    >
      <button
        type="button"
        class="dv-chip-text"
        data-part={`sort-${index}`}
        title={`${direction}; turn around (Enter), remove (Backspace)`}
        onClick={() =>
          change((all) =>
            all.map((key, at) => (at === index ? { ...key, descending: !key.descending } : key)),
          )
        }
      >
        <ExpressionText text={sort.by} columns={columns} />
        <Icon name={sort.descending ? "desc" : "asc"} />
      </button>
    </Chip>
  );
}

/** A column that an expression makes; the form for it opens from here. */
export function DerivedChip({ name, text, index }: { name: string; text: string; index: number }) {
  const state = useTable();
  return (
    <Chip
      label={`Column ${name}: ${text}`}
      part="derive"
      index={index}
      tools={[
        remove(() =>
          state.edit((query) => ({
            ...query,
            derive: (query.derive ?? []).filter((column) => column.name !== name),
            columns: query.columns?.filter((column) => column !== name) ?? null,
          })),
        ),
      ]}
    >
      <Icon name="derived" />
      <button
        type="button"
        class="dv-chip-text"
        data-part={`derive-${index}`}
        title={`${name}: ${text}\nEdit (Enter), remove (Backspace)`}
        onClick={() => {
          state.deriving.value = { name };
        }}
      >
        <ExpressionText text={name} columns={[name]} />
      </button>
    </Chip>
  );
}
