import { Button } from "../controls/button";
import { ClauseChip, DerivedChip, GroupChip, SortChip } from "./chips";
import type { Part } from "./query-words";
import { useTable } from "./table-state";
import "./query-list.css";

export interface QueryListProps {
  /** Clauses before this one stand in the bar. */
  from: number;
  /** Whether the rest of the sentence is here as well. */
  isWhole: boolean;
  onClose(): void;
}

/** The sentence as a list: the same chips, one under the other. */
export function QueryList({ from, isWhole, onClose }: QueryListProps) {
  const state = useTable();
  const { filters, group_by, sort, derive = [] } = state.query.value;
  const columns = state.info.value?.columns.map(({ name }) => name) ?? [];
  const add = (part: Part, label: string) => (
    <Button
      look="link"
      small
      icon="plus"
      label={label}
      onClick={() => {
        onClose();
        state.editing.value = { part, index: null, text: "" };
      }}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: an editor that opens takes the place of the list
    // biome-ignore lint/a11y/useKeyWithClickEvents: the buttons inside have the keys
    <div
      class="dv-query-list"
      onClick={() => {
        if (state.editing.peek() || state.deriving.peek()) onClose();
      }}
    >
      {(filters.length > from || isWhole) && (
        <section aria-label="Where">
          {isWhole && <h4>Where</h4>}
          {filters.map((clause, index) =>
            index < from ? null : <ClauseChip key={index} clause={clause} index={index} columns={columns} />,
          )}
          {add("filters", "Add a clause")}
        </section>
      )}
      {isWhole && (
        <section aria-label="Grouped by">
          <h4>Grouped by</h4>
          {group_by.map((expression, index) => (
            <GroupChip key={expression} expression={expression} index={index} columns={columns} />
          ))}
          {add("group_by", group_by.length > 0 ? "Then by" : "Group by")}
        </section>
      )}
      {isWhole && (
        <section aria-label="Sorted by">
          <h4>{group_by.length > 0 ? "Groups sorted by" : "Sorted by"}</h4>
          {sort.map((key, index) => (
            <SortChip key={key.by} sort={key} index={index} columns={columns} />
          ))}
          {add("sort", sort.length > 0 ? "Then by" : "Sort by")}
        </section>
      )}
      {isWhole && derive.length > 0 && (
        <section aria-label="With columns">
          <h4>With</h4>
          {derive.map(({ name, text }, index) => (
            <DerivedChip key={name} name={name} text={text} index={index} />
          ))}
        </section>
      )}
    </div>
  );
}
