import { Menu, type MenuItem } from "../controls/menu";
import type { Anchor } from "../controls/popover";
import { panelFor, panelsFor } from "../panels/registry";
import { groupBy, quoteName, showColumn, sortBy } from "../query-edit";
import type { ColumnInfo } from "../wire";
import { useTable } from "./table-state";

const KIND_WORDS: Record<ColumnInfo["kind"], string> = {
  number: "number",
  text: "text",
  boolean: "true or false",
  timestamp: "date and time",
  image: "picture",
  list: "list",
  struct: "record",
  any: "mixed",
};

export interface ColumnMenuProps {
  column: ColumnInfo;
  anchor: Anchor;
  onClose(): void;
}

/** What can be done with one column. */
export function ColumnMenu({ column, anchor, onClose }: ColumnMenuProps) {
  const state = useTable();
  const { name, kind } = column;
  const isPlain = kind === "number" || kind === "text" || kind === "boolean" || kind === "timestamp";
  const isText = kind === "text";
  const sort = (descending: boolean) => () => state.edit((query) => sortBy(query, name, descending));
  const panels = panelsFor(column);
  const chosen = panelFor(column, state.query.value.panels[name]);
  const showAs: MenuItem[] =
    panels.length < 2
      ? []
      : panels.map((panel) => ({
          icon: panel.name === "bar" ? "filter" : "number",
          label: `Show as ${panel.label.toLowerCase()}`,
          checked: panel === chosen,
          onPick: () =>
            state.edit((query) => ({ ...query, panels: { ...query.panels, [name]: panel.name } })),
        }));
  const order: MenuItem[] = isPlain
    ? [
        { icon: "asc", label: isText ? "Sort, A to Z" : "Sort, smallest first", onPick: sort(false) },
        { icon: "desc", label: isText ? "Sort, Z to A" : "Sort, largest first", onPick: sort(true) },
        {
          icon: "group",
          label: `Group by ${name}`,
          onPick: () => state.edit((query) => groupBy(query, quoteName(name))),
        },
        {
          icon: "filter",
          label: `Filter by ${name}`,
          onPick: () => {
            state.editing.value = { index: null, text: `${quoteName(name)} ` };
          },
        },
      ]
    : [];
  const all = state.info.value?.columns.map((other) => other.name) ?? [];
  const hide: MenuItem[] =
    state.columns.value.length > 1
      ? [
          {
            icon: "eye-off",
            label: "Hide",
            onPick: () => state.edit((query) => showColumn(query, all, name, false)),
          },
        ]
      : [];
  return (
    <Menu
      anchor={anchor}
      onClose={onClose}
      label={`Column ${name}`}
      title={{ icon: kind, text: name, note: column.integer ? "whole number" : KIND_WORDS[kind] }}
      groups={[showAs, order, hide]}
    />
  );
}
