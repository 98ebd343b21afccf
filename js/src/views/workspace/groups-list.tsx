import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { formatCount } from "../../format";
import { names } from "../../query-edit";
import { EmptyResult } from "../empty-result";
import { HeadCell, useSummaries } from "../grid-head";
import { useTable } from "../table-state";
import { groupId, useGroups } from "./group-data";
import { GroupLine } from "./group-line";
import { ListFoot } from "./list-foot";
import { useWorkspace } from "./workspace-state";

const KEY_PX = 212;
const RUNS_PX = 60;
const COLUMN_PX = 136;

/** Runs in groups: one row a group, with the mean of each number and how far runs lie around it. */
export function GroupsList() {
  const table = useTable();
  const workspace = useWorkspace();
  const box = useRef<HTMLDivElement>(null);
  const answer = useGroups();
  const focused = useSignal(0);
  const opened = useSignal<ReadonlySet<string>>(new Set());
  const groupBy = table.shown.value.group_by;
  const columns = table.columns.value.filter(
    ({ name }) => name !== "name" && !groupBy.some((expression) => names(expression, name)),
  );
  useSummaries(columns.map(({ name }) => name));
  const width = KEY_PX + RUNS_PX + columns.length * COLUMN_PX;
  const slots = workspace.shownGroups.value ?? {};
  const groups = answer?.groups ?? [];
  const shown = groups.filter(({ key }) => Object.hasOwn(slots, groupId(key))).length;
  const toggleOpen = (id: string) => {
    const next = new Set(opened.peek());
    if (!next.delete(id)) next.add(id);
    opened.value = next;
  };
  const onKey = (event: KeyboardEvent) => {
    const rows = [...(box.current?.querySelectorAll<HTMLElement>("[data-line]") ?? [])];
    const at = rows.indexOf((event.target as HTMLElement).closest<HTMLElement>("[data-line]") as HTMLElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    let next = step === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (event.key === "Home") next = rows[0];
    if (event.key === "End") next = rows.at(-1);
    if (!next) return;
    focused.value = rows.indexOf(next);
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div
        ref={box}
        class="dv-groups dv-ws-groups"
        role="treegrid"
        aria-label="Groups of runs"
        aria-busy={answer === null}
        onKeyDown={onKey}
      >
        <div class="dv-groups-space" style={{ width: `${width}px` }}>
          <div class="dv-head" role="rowgroup">
            <div class="dv-head-row" role="row">
              <div
                class="dv-head-cell is-pinned dv-name-head"
                role="columnheader"
                style={{ width: `${KEY_PX}px`, left: 0 }}
              >
                <span class="dv-head-name">
                  <span class="dv-text" title={groupBy.join(", ")}>
                    {groupBy.join(", ")}
                  </span>
                </span>
                <small class="dv-quiet">
                  {answer && `${formatCount(shown)} shown of ${formatCount(answer.group_count)}`}
                </small>
              </div>
              <div class="dv-head-cell dv-align-end" role="columnheader" style={{ width: `${RUNS_PX}px` }}>
                <span class="dv-head-name">runs</span>
              </div>
              {columns.map((column, index) => (
                <HeadCell key={column.name} column={column} width={COLUMN_PX} index={index} />
              ))}
            </div>
          </div>
          {answer?.matched === 0 ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={box.current?.clientWidth ?? 480} />
              </div>
            </div>
          ) : (
            <div role="rowgroup">
              {groups.map((group, line) => (
                <GroupLine
                  key={groupId(group.key)}
                  group={group}
                  columns={columns}
                  widths={{ key: KEY_PX, runs: RUNS_PX, column: COLUMN_PX }}
                  isStop={line === Math.min(focused.value, groups.length - 1)}
                  isOpen={opened.value.has(groupId(group.key))}
                  onOpen={() => toggleOpen(groupId(group.key))}
                />
              ))}
              {answer && answer.group_count > groups.length && (
                <p class="dv-quiet dv-more-groups">
                  {formatCount(answer.group_count - groups.length)} more groups; add a clause to see them.
                </p>
              )}
            </div>
          )}
        </div>
      </div>
      <ListFoot groups={answer?.group_count ?? 0} />
    </>
  );
}
