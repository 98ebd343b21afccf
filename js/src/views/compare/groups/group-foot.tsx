import { Button } from "../../../controls/button";
import { formatCount } from "../../../format";
import { Selected } from "../../grid-foot";
import type { GroupsView } from "./groups-view";

/** How many groups there are, of how many rows, and which of them are in sight. */
export function GroupFoot({ view }: { view: GroupsView }) {
  const facts = view.pages.facts.value;
  if (!facts) return <div class="dv-foot">Grouping</div>;
  const height = view.rowHeight.value;
  const first = Math.round(view.top.value / height);
  const shown = Math.max(1, Math.floor(view.height.value / height));
  const last = Math.min(facts.total, first + shown);
  const move = (by: number) => view.setTop((first + by) * height);
  return (
    <div class="dv-foot">
      <span class="dv-text">
        <b>{formatCount(facts.total)}</b> {facts.total === 1 ? "group" : "groups"} {rowsInWords(view)}
      </span>
      <span class="dv-grow" />
      {facts.total > 0 && <span>{`${formatCount(first + 1)}–${formatCount(last)}`}</span>}
      {facts.total > shown && (
        <>
          <Button
            icon="left"
            small
            title="Earlier groups"
            disabled={first === 0}
            onClick={() => move(-shown)}
          />
          <Button
            icon="right"
            small
            title="Later groups"
            disabled={last >= facts.total}
            onClick={() => move(shown)}
          />
        </>
      )}
      <Selected />
    </div>
  );
}

/** "of 300 rows in each table", or how many each has. */
export function rowsInWords(view: GroupsView): string {
  const rows = view.pages.facts.value?.rows ?? [];
  const names = view.names.value;
  const known = rows.filter((count) => count !== null);
  if (known.length === rows.length && new Set(known).size === 1) {
    const [count = 0] = known;
    return `of ${formatCount(count)} ${count === 1 ? "row" : "rows"} in each table`;
  }
  const parts = rows.flatMap((count, side) =>
    count === null ? [] : [`${formatCount(count)} in ${names[side]}`],
  );
  return `of ${parts.join(", ")}`;
}
