import { useState } from "preact/hooks";
import { Button } from "../controls/button";
import { formatRows } from "../format";
import { Null } from "../panels/nothing";
import { NumberText } from "../panels/number";
import { addClause, clauseForGroup } from "../query-edit";
import type { Group } from "../wire";
import { GroupCell } from "./group-cell";
import { GroupMembers } from "./group-members";
import { type Axis, type GroupColumn, KEY_WIDTH, keyText, valueText } from "./groups";
import { useTable } from "./table-state";

export interface GroupRowProps {
  group: Group;
  expressions: string[];
  columns: GroupColumn[];
  ranges: Record<string, Axis>;
}

/** One group; opened, its rows follow under it. */
export function GroupRow({ group, expressions, columns, ranges }: GroupRowProps) {
  const state = useTable();
  const [isOpen, setOpen] = useState(false);
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
      <div class="dv-group" role="row" aria-expanded={isOpen} aria-level={1} aria-label={text}>
        <div class="dv-group-key" role="rowheader" style={{ width: `${KEY_WIDTH}px` }}>
          <Button
            icon={isOpen ? "down" : "right"}
            small
            title={isOpen ? "Close the rows of this group" : "Open the rows of this group"}
            aria-label={`${isOpen ? "Close" : "Open"} ${text}`}
            onClick={() => setOpen(!isOpen)}
          />
          <div>
            {expressions.map((expression, at) => (
              <div key={expression}>
                <small class="dv-quiet">{expression}</small>
                <button type="button" class="dv-group-value" title="Keep only these rows" onClick={keepOnly}>
                  <KeyValue value={group.key[at] ?? null} />
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
      {isOpen && <GroupMembers group={group} columns={columns} ranges={ranges} />}
    </>
  );
}

function KeyValue({ value }: { value: Group["key"][number] }) {
  if (value === null) return <Null />;
  if (typeof value === "number") return <NumberText value={value} />;
  if (value === "") return <span class="dv-code dv-quiet">""</span>;
  return <span class="dv-text">{valueText(value)}</span>;
}
