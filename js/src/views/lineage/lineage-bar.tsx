import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { Segments } from "../../controls/segments";
import { findWords } from "./finding";
import type { LineageState } from "./lineage-state";
import { PageButton } from "./page-button";
import { countWords, layingWords } from "./words";

const SEGMENTS = [
  {
    value: true,
    label: "Grouped",
    title: "One node for the runs of a job, and one for the versions of an artifact",
  },
  { value: false, label: "Explode", title: "Every run and every version" },
];

export interface LineageBarProps {
  state: LineageState;
  /** Whether it is a view by itself, which can be written as a page. */
  isOwnView: boolean;
  onFound(): void;
}

/** How much is shown, what is looked for, and how many there are. */
export function LineageBar({ state, isOwnView, onFound }: LineageBarProps) {
  const { grouped, openGroups, find } = state.options;
  const answer = state.answer.value;
  const layingOut = state.layingOut.value;
  const isFinding = find.value.trim() !== "";
  const isGrouped = grouped.value && openGroups.value.length === 0;
  return (
    <div class="dv-lineage-bar">
      <Segments
        label="Runs and versions"
        segments={SEGMENTS}
        value={grouped.value}
        onPick={(value) => state.setGrouped(value)}
      />
      <label class="dv-lineage-find">
        <Icon name="search" size={14} />
        <input
          class="dv-field"
          type="search"
          placeholder="Find a run or version"
          aria-label="Find a run or version"
          title="Enter goes to the next one"
          value={find.value}
          onInput={(event) => {
            find.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              state.findNext(event.shiftKey ? -1 : 1);
            } else if (event.key === "ArrowDown" && state.finds.value.length > 0) {
              event.preventDefault();
              if (!state.found.value.has(state.active.value ?? "")) state.findNext(1);
              onFound();
            } else if (event.key === "Escape" && find.value !== "") {
              event.preventDefault();
              event.stopPropagation();
              find.value = "";
            }
          }}
        />
      </label>
      <OpenGroups state={state} />
      <span class="dv-grow" />
      <span class="dv-lineage-count" role="status">
        {layingOut > 0
          ? layingWords(layingOut)
          : isFinding
            ? findWords(state.finds.value)
            : answer && countWords(answer.node_count, answer.group_count, isGrouped)}
      </span>
      {isOwnView && <PageButton state={state} />}
    </div>
  );
}

/** The groups that are shown member by member; a press groups one again. */
function OpenGroups({ state }: { state: LineageState }) {
  const nodes = state.answer.value?.nodes ?? [];
  return (
    <>
      {state.options.openGroups.value.map((group) => {
        const members = nodes.filter((node) => node.group === group && !node.is_group);
        if (members.length === 0) return null;
        const name = groupName(group, members[0]?.type ?? "", members[0]?.kind ?? "run");
        return (
          <Button
            key={group}
            small
            class="dv-lineage-open-group"
            title={`Group ${name} again`}
            aria-label={`Group ${name} again`}
            label={
              <>
                <span class="dv-text">{name}</span>
                <Icon name="close" size={12} />
              </>
            }
            onClick={() => state.closeGroup(group)}
          />
        );
      })}
    </>
  );
}

/** What a group is called that is not drawn as one: the end of its id. */
function groupName(group: string, type: string, kind: string): string {
  const last = group.slice(group.lastIndexOf("/") + 1);
  return kind === "run" ? type || "runs" : last;
}
