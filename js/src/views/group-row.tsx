import { useState } from "preact/hooks";
import { Button } from "../controls/button";
import { formatRows } from "../format";
import { addClause, clauseForGroup } from "../query-edit";
import type { Group } from "../wire";
import { GroupCell } from "./group-cell";
import { KeyValue } from "./group-key";
import { GroupMembers } from "./group-members";
import { groupName, groupState, toggle } from "./group-state";
import { type Axis, type GroupColumn, KEY_WIDTH, keyText } from "./groups";
import { useTable } from "./table-state";

export interface GroupRowProps {
  group: Group;
  expressions: string[];
  columns: GroupColumn[];
  ranges: Record<string, Axis>;
  /** Keys that a band over the group shows. */
  inBand: number;
}

/** One group; opened, its rows follow under it. */
export function GroupRow({ group, expressions, columns, ranges, inBand }: GroupRowProps) {
  const state = useTable();
  const { open } = groupState(state);
  const name = groupName(expressions, group.key);
  const isOpen = open.value.has(name);
  const [galleryStart, setGalleryStart] = useState(0);
  const text = keyText(group.key);
  const keepOnly = () =>
    state.edit((query) =>
      expressions.reduce((now, expression, at) => {
        const clause = clauseForGroup(expression, group.key[at] ?? null);
        return clause === null ? now : addClause(now, clause);
      }, query),
    );
  return (
    <>
      <div class="dv-group" role="row" aria-expanded={isOpen} aria-level={1 + inBand} aria-label={text}>
        <div class="dv-group-key" role="rowheader" style={{ width: `${KEY_WIDTH}px` }}>
          <Button
            icon={isOpen ? "down" : "right"}
            small
            title={isOpen ? "Close the rows of this group" : "Open the rows of this group"}
            aria-label={`${isOpen ? "Close" : "Open"} ${text}`}
            data-toggle=""
            aria-expanded={isOpen}
            onClick={() => toggle(open, name)}
          />
          <div>
            {expressions.slice(inBand).map((expression, at) => (
              <div key={expression}>
                <small class="dv-quiet">{expression}</small>
                <button type="button" class="dv-group-value" title="Keep only these rows" onClick={keepOnly}>
                  <KeyValue value={group.key[at + inBand] ?? null} />
                </button>
              </div>
            ))}
            <small class="dv-quiet">{formatRows(group.rows)}</small>
          </div>
        </div>
        {columns.map(({ column, width }) => (
          <GroupCell
            key={column.name}
            column={column}
            group={group}
            width={width}
            range={ranges[column.name]}
            galleryStart={galleryStart}
            onGallery={setGalleryStart}
          />
        ))}
      </div>
      {isOpen && <GroupMembers group={group} columns={columns} ranges={ranges} level={2 + inBand} />}
    </>
  );
}
