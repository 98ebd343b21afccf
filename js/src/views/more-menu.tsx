import { Menu, type MenuItem } from "../controls/menu";
import type { Anchor } from "../controls/popover";
import { EMPTY_QUERY, orderKey } from "../query-edit";
import { useTable } from "./table-state";
import "./menu-icons";

/** What the menu opens in its place. */
export type MorePanel = "views" | "export" | "code" | "keys";

export interface MoreMenuProps {
  anchor: Anchor;
  onClose(): void;
  onPanel(panel: MorePanel): void;
}

/** Below this width the toolbar has no room for saved views, nor the foot for export. */
const NARROW_PX = 640;

/** All that works on the view as a whole and has no button, or no room for one. */
export function MoreMenu({ anchor, onClose, onPanel }: MoreMenuProps) {
  const state = useTable();
  const { history } = state;
  const isNarrow = (anchor.current?.closest(".dv")?.clientWidth ?? 0) <= NARROW_PX;
  const query = state.query.value;
  const hasColumns = (state.info.value?.columns.length ?? 0) > 0;
  const folded: MenuItem[] = isNarrow
    ? [
        ...(history.future.value.length > 0
          ? [{ icon: "redo" as const, label: "Redo", keys: "Ctrl Shift Z", onPick: () => history.redo() }]
          : []),
        { icon: "bookmark", label: "Saved views …", onPick: () => onPanel("views") },
      ]
    : [];
  const shape: MenuItem[] = hasColumns
    ? [
        {
          icon: "filter",
          label: "Add a clause …",
          keys: "/",
          onPick: () => {
            state.editing.value = { index: null, text: "" };
          },
        },
        {
          icon: "group",
          label: query.group_by.length > 0 ? "Group by one more …" : "Group by …",
          onPick: () => {
            state.editing.value = { part: "group_by", index: null, text: "" };
          },
        },
        {
          icon: "desc",
          label: query.sort.length > 0 ? "Sort by one more …" : "Sort by …",
          onPick: () => {
            state.editing.value = { part: "sort", index: null, text: "" };
          },
        },
        {
          icon: "derived",
          label: "Add a column …",
          onPick: () => {
            state.deriving.value = { name: null };
          },
        },
      ]
    : [];
  const isPlain = orderKey(query) === orderKey(EMPTY_QUERY);
  const out: MenuItem[] = [
    ...(state.rows.matched.value > 0 || state.selected.value.length > 0
      ? [{ icon: "export" as const, label: "Export rows …", onPick: () => onPanel("export") }]
      : []),
    { icon: "code", label: "Code of this view …", onPick: () => onPanel("code") },
  ];
  const rest: MenuItem[] = [
    ...(isPlain
      ? []
      : [
          {
            icon: "close" as const,
            label: "Clear the query",
            onPick: () =>
              state.edit(({ columns, panels }) => ({
                ...EMPTY_QUERY,
                columns: onlyOwn(columns, query),
                panels,
              })),
          },
        ]),
    { icon: "keyboard", label: "Keys", keys: "?", onPick: () => onPanel("keys") },
  ];
  return <Menu anchor={anchor} onClose={onClose} label="More" groups={[folded, shape, out, rest]} />;
}

/** The shown columns without those that the query made. */
function onlyOwn(columns: string[] | null, { derive = [] }: typeof EMPTY_QUERY): string[] | null {
  const made = new Set(derive.map(({ name }) => name));
  return columns?.filter((name) => !made.has(name)) ?? null;
}
