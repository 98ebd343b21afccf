import { chunkOf } from "../chunks";
import { Icon } from "../controls/icon";
import { Menu, type MenuItem } from "../controls/menu";
import type { Anchor } from "../controls/popover";
import { formatCompact } from "../format";
import { chosenPanel, panelFor, panelsFor, withPanel } from "../panels/registry";
import { isMedia } from "../panels/visual";
import { groupBy, quoteName, showColumn, sortBy, sortOf } from "../query-edit";
import type { ColumnInfo } from "../wire";
import { columnFigures } from "./column-figures";
import { Tiles } from "./column-tiles";
import { columnIcon, columnWords } from "./column-words";
import { groupPanelFor, groupPanelsFor } from "./group-panels";
import { type TableState, useTable } from "./table-state";
import "./column-menu.css";

/** Values or classes listed in a menu; the editor completes the others. */
const LISTED = 8;

export interface ColumnMenuProps {
  column: ColumnInfo;
  anchor: Anchor;
  onClose(): void;
}

/** What can be done with one column: how it is shown, sorted, grouped and filtered, and what it is made of. */
export function ColumnMenu({ column, anchor, onClose }: ColumnMenuProps) {
  const state = useTable();
  const { name } = column;
  return (
    <Menu
      anchor={anchor}
      onClose={onClose}
      label={`Column ${name}`}
      title={{ icon: columnIcon(column), text: name, note: columnWords(column) }}
      width={280}
      top={
        <>
          <Expression column={column} onClose={onClose} />
          <Figures column={column} />
          <Panels column={column} />
        </>
      }
      groups={[
        valueItems(state, column),
        sortItems(state, column),
        groupItems(state, column),
        readingItems(state, column),
        state.columnItems?.(column) ?? [],
        columnItems(state, column),
      ]}
    />
  );
}

/** What the column shows, as an expression; picking it opens the form where that can be changed. */
function Expression({ column, onClose }: { column: ColumnInfo; onClose(): void }) {
  const state = useTable();
  const derived = state.query.value.derive?.find(({ name }) => name === column.name);
  const text = derived?.text ?? quoteName(column.name);
  if (!derived && !isPlain(column) && column.kind !== "list") return null;
  return (
    <button
      type="button"
      class="dv-menu-expression"
      role="menuitem"
      tabIndex={-1}
      title={derived ? "Edit the expression" : "Make a new column of this one"}
      aria-label={derived ? `Edit the expression ${text}` : `Make a new column of ${column.name}`}
      onClick={() => {
        onClose();
        state.deriving.value = derived ? { name: derived.name } : { name: null, text };
      }}
    >
      <span class="dv-code">{text}</span>
      <Icon name="edit" />
    </button>
  );
}

/** Count, empties and ends of all cells. */
function Figures({ column }: { column: ColumnInfo }) {
  const { summaries, info } = useTable();
  const figures = columnFigures(summaries.value[column.name], info.value?.row_count ?? 0);
  if (figures.length === 0) return null;
  return (
    <div class="dv-menu-figures">
      {figures.map(([word, value]) => (
        <span key={word}>
          <span class="dv-quiet">{word}</span>
          <span class="dv-text" title={value}>
            {value}
          </span>
        </span>
      ))}
    </div>
  );
}

function Panels({ column }: { column: ColumnInfo }) {
  const state = useTable();
  const choice = state.query.value.panels[column.name];
  // What a text is compared with is picked by name, further below.
  const inCells = panelsFor(column).filter(({ name }) => name !== "difference");
  const inGroups = groupPanelsFor(column);
  const choose = (place: "cell" | "group", panel: string) =>
    state.edit((query) => ({
      ...query,
      panels: { ...query.panels, [column.name]: withPanel(query.panels[column.name], place, panel) },
    }));
  return (
    <>
      <Tiles
        label="Show as"
        options={inCells}
        chosen={panelFor(column, choice).name}
        onPick={(panel) => choose("cell", panel)}
      />
      <Tiles
        label="In groups, show as"
        options={inGroups}
        chosen={groupPanelFor(column, chosenPanel(choice, "group"))}
        onPick={(panel) => choose("group", panel)}
      />
    </>
  );
}

function isPlain({ kind }: ColumnInfo): boolean {
  return kind === "number" || kind === "text" || kind === "boolean" || kind === "timestamp";
}

/** Values of a column, or the classes in its pictures: each one keeps the rows that have it. */
function valueItems(state: TableState, column: ColumnInfo): MenuItem[] {
  const figures = chunkOf(state, "figures");
  const summary = state.summaries.peek()[column.name];
  if (!figures) return [];
  if (summary?.kind === "image") {
    const layer = summary.layers[0];
    if (!layer) return [];
    const labels = new Map(column.layers.find(({ group }) => group === layer.group)?.classes ?? []);
    return [...layer.classes]
      .sort((a, b) => b.share - a.share)
      .slice(0, LISTED)
      .map(({ class_id: id, share }) => ({
        icon: "filter",
        label: `With ${labels.get(id) ?? id}`,
        note: `${(share * 100).toFixed(1)} %`,
        onPick: () => figures.pickClass(state, column.name, layer, id),
      }));
  }
  if (summary?.kind !== "text" && summary?.kind !== "boolean") return [];
  const of = summary.of ?? quoteName(column.name);
  const chosen = figures.chosenValues(state.query.value, of);
  if (summary.kind === "text" && summary.top.every(({ all }) => all <= 1)) return [];
  return summary.top.slice(0, LISTED).map(({ value, kept }) => ({
    icon: chosen.includes(value) ? "ticked" : "unticked",
    label: value === "" ? '""' : String(value),
    note: formatCompact(kept),
    checked: chosen.includes(value),
    isOneOfMany: true,
    onPick: () => state.edit((query) => figures.pickValue(query, of, value, chosen.length > 0)),
  }));
}

function sortItems(state: TableState, column: ColumnInfo): MenuItem[] {
  const { name, kind } = column;
  if (!isPlain(column)) return [];
  const query = state.query.value;
  if (state.isGrouped) {
    if (kind !== "number") return [];
    const measure = `mean(${quoteName(name)})`;
    const by = (descending: boolean) => () =>
      state.edit((now) => ({ ...now, sort: [{ by: measure, descending }] }));
    return [
      { icon: "asc", label: "Groups by mean, smallest first", onPick: by(false) },
      { icon: "desc", label: "Groups by mean, largest first", onPick: by(true) },
      {
        icon: "sum",
        label: "Sort groups by …",
        onPick: () => {
          state.editing.value = { part: "sort", index: query.sort.length > 0 ? 0 : null, text: "" };
        },
      },
    ];
  }
  const ends = kind === "text" ? ["A to Z", "Z to A"] : ["smallest first", "largest first"];
  const now = sortOf(query, name);
  const sort = (descending: boolean, add: boolean) => () =>
    state.edit((old) => sortBy(old, name, descending, add));
  const isAlone = query.sort.length === 0 || (query.sort.length === 1 && now !== null);
  const items: MenuItem[] = [
    { icon: "asc", label: `Sort, ${ends[0]}`, onPick: sort(false, false) },
    { icon: "desc", label: `Sort, ${ends[1]}`, onPick: sort(true, false) },
  ];
  if (!isAlone) {
    items.push(
      { icon: "asc", label: `Then by this, ${ends[0]}`, onPick: sort(false, true) },
      { icon: "desc", label: `Then by this, ${ends[1]}`, onPick: sort(true, true) },
    );
  }
  if (now) {
    items.push({
      icon: "close",
      label: "Do not sort by this",
      onPick: () =>
        state.edit((old) => ({ ...old, sort: old.sort.filter((_, at) => at !== sortOf(old, name)?.order) })),
    });
  }
  return items;
}

function groupItems(state: TableState, column: ColumnInfo): MenuItem[] {
  const { name, kind, layers } = column;
  const text = quoteName(name);
  const group: MenuItem = {
    icon: "group",
    label: state.isGrouped ? `Then group by ${name}` : `Group by ${name}`,
    onPick: () => state.edit((query) => groupBy(query, text)),
  };
  const [layer] = layers;
  const start =
    kind === "image"
      ? layer &&
        `any(${text}.${layer.kind === "mask" ? "masks" : "boxes"}.${quoteName(layer.group)}${layer.kind === "mask" ? ".classes" : ""}, class_id = `
      : kind === "list"
        ? `len(${text}) `
        : isMedia(column)
          ? `${text}.`
          : `${text} `;
  const filter: MenuItem = {
    icon: "filter",
    label: `Filter by ${name}`,
    keys: "F",
    onPick: () => {
      state.editing.value = { index: null, text: start ?? text };
    },
  };
  return [...(isPlain(column) ? [group] : []), ...(start ? [filter] : [])];
}

/** The reader, and the columns that a text may be compared with. */
function readingItems(state: TableState, column: ColumnInfo): MenuItem[] {
  const { name, kind } = column;
  const items: MenuItem[] = [];
  const { row } = state.focused.peek();
  const position = Math.max(0, row);
  if (state.isRead(column) && !state.isGrouped && state.rows.get(position)?.cell(name)) {
    items.push({
      icon: "expand",
      label: `Read row ${position + 1}`,
      keys: "Enter",
      onPick: () => {
        state.viewer.value = { column: name, position };
      },
    });
  }
  if (kind !== "text" || state.isGrouped) return items;
  const choice = state.query.value.panels[name];
  const others = state.columns.value.filter((other) => other.kind === "text" && other.name !== name);
  for (const other of others.slice(0, LISTED)) {
    if (other.lanes) continue;
    const panel = `difference:${other.name}`;
    const checked = chosenPanel(choice, "cell") === panel;
    items.push({
      icon: "difference",
      label: `Difference to ${other.name}`,
      checked,
      onPick: () =>
        state.edit((query) => ({
          ...query,
          panels: {
            ...query.panels,
            [name]: withPanel(query.panels[name], "cell", checked ? "text" : panel),
          },
        })),
    });
  }
  return items;
}

function columnItems(state: TableState, column: ColumnInfo): MenuItem[] {
  const { name } = column;
  const { grid } = state;
  const isPinned = grid.pinnedNames.value.includes(name);
  const items: MenuItem[] = [];
  if (isPlain(column) || column.kind === "list") {
    items.push({
      icon: "derived",
      label: "Derive a column from this",
      onPick: () => {
        state.deriving.value = { name: null, text: quoteName(name) };
      },
    });
  }
  if (!state.isGrouped) {
    items.push({
      icon: "pin",
      label: isPinned ? "Let go from the left" : "Pin to the left",
      keys: "P",
      onPick: () => grid.pin(name, !isPinned),
    });
  }
  items.push({
    icon: "copy",
    label: "Copy name",
    onPick: () => void navigator.clipboard?.writeText(name).catch(() => {}),
  });
  if (state.columns.value.length > 1) {
    const all = state.info.value?.columns.map((other) => other.name) ?? [];
    items.push({
      icon: "eye-off",
      label: "Hide",
      ...(state.isGrouped ? {} : { keys: "H" }),
      onPick: () => state.edit((query) => showColumn(query, all, name, false)),
    });
  }
  return items;
}
