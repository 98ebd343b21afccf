import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../../controls/button";
import { Icon, type IconName } from "../../../controls/icon";
import { formatCount, formatRange, formatTime } from "../../../format";
import { LazyMenu } from "../../lazy-menus";
import { axisOf } from "./axis";
import { cellId } from "./cell";
import type { GroupColumn } from "./group-columns";
import { headItems } from "./group-menus";
import type { GroupsView } from "./groups-view";

const ICONS: Record<GroupColumn["part"], IconName> = {
  key: "key",
  rows: "number",
  pictures: "image",
  histogram: "histogram",
  mean: "mean",
  values: "text",
};

/** The heads of the groups' columns: what each shows, and how it may be shown and sorted by. */
export function GroupHead({ view, uid }: { view: GroupsView; uid: string }) {
  return (
    <div class="dv-head" role="rowgroup">
      <div class="dv-cg-heads" role="row" aria-rowindex={1}>
        {view.laid.value.map((column, at) => (
          <Head key={column.id} view={view} column={column} at={at} id={cellId(uid, -1, at)} />
        ))}
      </div>
    </div>
  );
}

interface HeadProps {
  view: GroupsView;
  column: GroupColumn;
  at: number;
  id: string;
}

function Head({ view, column, at, id }: HeadProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = view.openHead.value === at;
  const { row, column: focusedColumn } = view.focused.value;
  const items = headItems(view, column);
  const name = headName(view, column);
  const order = view.orderOf(column);
  return (
    <div
      id={id}
      class={`dv-cg-cell is-head is-${column.part} ${row < 0 && focusedColumn === at ? "is-focused" : ""} ${isOpen ? "is-open" : ""}`}
      role="columnheader"
      aria-colindex={at + 1}
      aria-sort={order === null ? undefined : order}
      style={{ width: `${column.width}px` }}
    >
      <span class="dv-head-name">
        <Icon name={ICONS[column.part]} size={14} />
        <span class="dv-text">{name}</span>
        {order !== null && (
          <span class="dv-sort">
            <Icon name={order === "ascending" ? "asc" : "desc"} size={12} />
          </span>
        )}
      </span>
      <small class="dv-cg-caption">
        <Caption view={view} column={column} />
      </small>
      {items.length > 0 && (
        <button
          ref={anchor}
          type="button"
          class="dv-head-more"
          tabIndex={-1}
          title={`Show and sort ${name}`}
          aria-label={`Menu of ${name}`}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          onClick={() => {
            view.openHead.value = isOpen ? null : at;
          }}
        >
          <Icon name="down" />
        </button>
      )}
      {isOpen && (
        <LazyMenu
          anchor={anchor}
          label={`Column ${name}`}
          groups={items}
          onClose={() => {
            view.openHead.value = null;
            view.focus();
          }}
        />
      )}
    </div>
  );
}

function headName(view: GroupsView, { part, column }: GroupColumn): string {
  if (part === "key") return view.trait.value.by;
  return part === "rows" ? "rows" : (column?.name ?? "");
}

function Caption({ view, column: { part, column } }: { view: GroupsView; column: GroupColumn }) {
  const facts = view.pages.facts.value;
  const [first = ""] = view.names.value;
  if (part === "key")
    return <>{facts ? `${formatCount(facts.total)} ${facts.total === 1 ? "group" : "groups"}` : ""}</>;
  if (part === "rows") return <>difference to {first}</>;
  if (part === "pictures") return <>moved groups first</>;
  if (part === "mean") return <>mean ± 1 sd</>;
  if (part === "values") return <>most first</>;
  const wire = facts?.axes[column?.name ?? ""];
  if (!wire) return null;
  const axis = axisOf(wire);
  const [low, high] = axis.isTime
    ? [axis.low, axis.high].map((ms) => formatTime(Math.round(ms)).slice(0, 10))
    : formatRange(axis.low, axis.isInteger ? axis.high - 1 : axis.high);
  return (
    <>
      <span>{low}</span>
      <span>{high}</span>
    </>
  );
}

/** Where groups are cards: what the heads of columns have in their menus, in one. */
export function CardHead({ view }: { view: GroupsView }) {
  const open = useSignal(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const columns = view.laid.value.filter(
    ({ part, column }, at, all) =>
      part === "histogram" || (part === "mean" && all[at - 1]?.column !== column),
  );
  const total = view.pages.facts.value?.total;
  const groups = columns.map((column) => headItems(view, column)[0] ?? []);
  return (
    <div class="dv-head" role="row" aria-rowindex={1}>
      <div class="dv-cg-show" role="columnheader">
        <span>
          <b>{view.trait.value.by}</b>{" "}
          <small class="dv-quiet">
            {total === undefined ? "" : `${formatCount(total)} ${total === 1 ? "group" : "groups"}`}
          </small>
        </span>
        {columns.length > 0 && (
          <Button
            buttonRef={anchor}
            small
            caret
            icon="histogram"
            label="Show as"
            aria-haspopup="menu"
            aria-expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
          />
        )}
      </div>
      {open.value && (
        <LazyMenu
          anchor={anchor}
          label="How columns are shown"
          groups={groups.map((items, k) =>
            items.map((item) => ({ ...item, label: `${columns[k]?.column?.name}: ${item.label}` })),
          )}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
    </div>
  );
}
