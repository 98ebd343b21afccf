import type { ComponentChildren, RefObject } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Button } from "../controls/button";
import { ExpressionText } from "../controls/expression-text";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { changeClause, quoteName, removeClause, ungroup } from "../query-edit";
import type { Clause, SortKey } from "../wire";
import { LazyEditor } from "./lazy-editor";
import { useTable } from "./table-state";

/** The query as a sentence: where these hold, grouped by that, sorted by those. All of it can be edited here. */
export function FilterBar() {
  const state = useTable();
  const { filters, group_by, sort } = state.query.value;
  const columns = state.info.value?.columns.map(({ name }) => name) ?? [];
  const isGrouped = group_by.length > 0;
  const bar = useRef<HTMLDivElement>(null);
  const editing = state.editing.value;
  const anchor = useMemo(() => anchorIn(bar, editing?.index ?? null), [editing]);
  return (
    <div ref={bar} class="dv-query" role="group" aria-label="Query">
      <div class="dv-sentence">
        {filters.length > 0 && <span class="dv-word">Where</span>}
        {filters.map((clause, index) => (
          <ClauseChip key={index} clause={clause} index={index} columns={columns} />
        ))}
        <AddClause isInviting={filters.length === 0} />
        {isGrouped && <span class="dv-word">grouped by</span>}
        {group_by.map((expression, index) => (
          <GroupChip key={expression} expression={expression} index={index} columns={columns} />
        ))}
        {sort.length > 0 && <span class="dv-word">{isGrouped ? "groups sorted by" : "sorted by"}</span>}
        {sort.map((key, index) => (
          <SortChip key={key.by} sort={key} index={index} columns={columns} />
        ))}
      </div>
      <RowCount />
      {editing && <LazyEditor key={`${editing.index} ${editing.text}`} editing={editing} anchor={anchor} />}
    </div>
  );
}

/** The chip of a clause, or the place for a new one. */
function anchorIn(
  bar: RefObject<HTMLElement | null>,
  index: number | null,
): { readonly current: HTMLElement | null } {
  const selector = index === null ? "[data-add-clause]" : `[data-clause="${index}"]`;
  return {
    get current() {
      return bar.current?.querySelector<HTMLElement>(selector) ?? null;
    },
  };
}

function AddClause({ isInviting }: { isInviting: boolean }) {
  const state = useTable();
  const open = () => {
    state.editing.value = { index: null, text: "" };
  };
  if (!isInviting) return <Button icon="plus" title="Add a clause ( / )" data-add-clause="" onClick={open} />;
  return (
    <button type="button" class="dv-invite" data-add-clause="" onClick={open}>
      <Icon name="filter" />
      <span class="dv-text">{state.info.value?.columns.length ? <Example /> : "Filter"}</span>
      <kbd>/</kbd>
    </button>
  );
}

function Example() {
  const text = useExample();
  if (!text) return <>Filter</>;
  return (
    <>
      Filter, for example <ExpressionText text={text} />
    </>
  );
}

/** A condition that this very table could be filtered by. */
function useExample(): string {
  const { info, summaries } = useTable();
  const columns = info.value?.columns ?? [];
  for (const { name, kind, integer } of columns) {
    const summary = summaries.value[name];
    if (kind !== "number" || /(^|_)id$/i.test(name) || summary?.kind !== "number") continue;
    const { min, max } = summary;
    if (typeof min !== "number" || typeof max !== "number" || min === max) continue;
    const middle = (min + max) / 2;
    const value = integer ? String(Math.round(middle)) : Number(middle.toPrecision(2)).toString();
    return `${quoteName(name)} > ${value}`;
  }
  const text = columns.find(({ kind }) => kind === "text");
  const summary = text && summaries.value[text.name];
  const top = summary?.kind === "text" ? summary.top[0]?.value : undefined;
  if (text && typeof top === "string") return `${quoteName(text.name)} = "${top.slice(0, 24)}"`;
  const number = columns.find(({ kind, name }) => kind === "number" && !/(^|_)id$/i.test(name));
  return number ? `${quoteName(number.name)} > 0` : "";
}

interface ChipProps {
  columns: string[];
  index: number;
}

function ClauseChip({ clause, index, columns }: ChipProps & { clause: Clause }) {
  const state = useTable();
  const anchor = useRef<HTMLDivElement>(null);
  const isEditing = state.editing.value?.index === index;
  const failure = state.failure.value?.clause === index ? state.failure.value : null;
  const change = (part: Partial<Clause>) => state.edit((query) => changeClause(query, index, part));
  const remove = () => {
    const bar = anchor.current?.closest(".dv-query");
    state.edit((query) => removeClause(query, index));
    bar?.querySelector<HTMLElement>("[data-add-clause]")?.focus();
  };
  const names = ["dv-chip"];
  if (!clause.on) names.push("is-off");
  if (isEditing) names.push("is-editing");
  if (failure) names.push("is-wrong");
  else if (
    clause.on &&
    state.isLoading.value &&
    !state.shown.value.filters.some((shown) => shown.text === clause.text)
  ) {
    names.push("is-waiting");
  }
  return (
    <div
      ref={anchor}
      class={names.join(" ")}
      role="group"
      aria-label={`Clause ${index + 1}: ${clause.negated ? "not " : ""}${clause.text}`}
      title={failure?.message}
      onKeyDown={(event) => {
        if (event.key === "Backspace" || event.key === "Delete") remove();
        else if (event.key === "!") change({ negated: !clause.negated });
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
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
      {clause.negated && <span class="dv-not">not</span>}
      <button
        type="button"
        class="dv-chip-text"
        data-clause={index}
        title={failure ? undefined : "Edit this clause"}
        onClick={() => {
          state.editing.value = isEditing ? null : { index, text: clause.text };
        }}
      >
        <ExpressionText text={clause.text} columns={columns} />
      </button>
      <span class="dv-chip-tools">
        <button
          type="button"
          title="Negate ( ! )"
          aria-label="Negate"
          onClick={() => change({ negated: !clause.negated })}
        >
          <Icon name="negate" />
        </button>
        <button type="button" title="Remove (Backspace)" aria-label="Remove" onClick={remove}>
          <Icon name="close" />
        </button>
      </span>
    </div>
  );
}

function GroupChip({ expression, index, columns }: ChipProps & { expression: string }) {
  const state = useTable();
  return (
    <>
      {index > 0 && <span class="dv-word">then</span>}
      <PlainChip
        label={`Grouped by ${expression}`}
        onRemove={() => state.edit((query) => ungroup(query, index))}
      >
        <ExpressionText text={expression} columns={columns} />
      </PlainChip>
    </>
  );
}

function SortChip({ sort, index, columns }: ChipProps & { sort: SortKey }) {
  const state = useTable();
  const direction = sort.descending ? "largest first" : "smallest first";
  const change = (keys: (all: SortKey[]) => SortKey[]) =>
    state.edit((query) => ({ ...query, sort: keys(query.sort) }));
  return (
    <PlainChip
      label={`Sorted by ${sort.by}, ${direction}`}
      onRemove={() => change((all) => all.filter((_, at) => at !== index))}
    >
      <button
        type="button"
        class="dv-chip-text"
        title={`${direction}; click to turn around`}
        onClick={() =>
          change((all) =>
            all.map((key, at) => (at === index ? { ...key, descending: !key.descending } : key)),
          )
        }
      >
        <ExpressionText text={sort.by} columns={columns} />
        <Icon name={sort.descending ? "desc" : "asc"} />
      </button>
    </PlainChip>
  );
}

/** A part of the sentence that can be taken out. */
function PlainChip({
  label,
  onRemove,
  children,
}: {
  label: string;
  onRemove(): void;
  children: ComponentChildren;
}) {
  return (
    <div
      class="dv-chip"
      role="group"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== "Backspace" && event.key !== "Delete") return;
        event.preventDefault();
        event.stopPropagation();
        onRemove();
      }}
    >
      {children}
      <span class="dv-chip-tools">
        <button type="button" title="Remove (Backspace)" aria-label="Remove" onClick={onRemove}>
          <Icon name="close" />
        </button>
      </span>
    </div>
  );
}

function RowCount() {
  const state = useTable();
  const total = state.info.value?.row_count;
  const { isBusy } = state.channel;
  if (isBusy.value) {
    return (
      <div class="dv-status" role="status">
        <Icon name="clock" />
        <span>The kernel is busy: rows already here stay in reach.</span>
      </div>
    );
  }
  if (total === undefined) return null;
  const { progress } = state.channel;
  if (progress.value !== null || state.isCounting.value) {
    const share = progress.value ?? 0;
    return (
      <div class="dv-count" role="status">
        <span>
          <b>{`${Math.round(100 * share)} %`}</b>
          <span class="dv-quiet">{` of ${formatCount(total)} rows looked at`}</span>
        </span>
        <span class="dv-meter">
          <i style={{ width: `${100 * share}%` }} />
        </span>
      </div>
    );
  }
  const matched = state.rows.matched.value;
  const isAll = matched === total;
  return (
    <div class="dv-count" role="status">
      <span>
        <b>{formatCount(matched)}</b>
        <span class="dv-quiet">{isAll ? " rows" : ` of ${formatCount(total)} rows`}</span>
      </span>
      {!isAll && (
        <span class="dv-meter">
          <i style={{ width: `${total ? (100 * matched) / total : 0}%` }} />
        </span>
      )}
    </div>
  );
}
