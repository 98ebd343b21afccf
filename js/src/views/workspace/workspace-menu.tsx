import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import type { MenuItem } from "../../controls/menu";
import { Popover } from "../../controls/popover";
import { Chunked } from "../chunked";
import { LazyMenu, PopoverWait } from "../lazy-menus";
import { useTable } from "../table-state";
import { type EditAction, EditForm } from "./edit-form";
import { editItems } from "./run-menu";
import { runsInWords } from "./words";
import { useWorkspace } from "./workspace-state";

type Panel = "menu" | "export" | EditAction;

/** Button for what has no button of its own: groups, a best metric, and what can be done with the runs selected. */
export function WorkspaceMenu() {
  const anchor = useRef<HTMLButtonElement>(null);
  const open = useSignal<Panel | null>(null);
  const table = useTable();
  const workspace = useWorkspace();
  const close = () => {
    open.value = null;
  };
  const ticked = table.selected.value.length > 0;
  const chosen = ticked ? workspace.chosen : [];
  const panel = open.value;
  return (
    <>
      <Button
        buttonRef={anchor}
        icon="more"
        title="More: group, tag, rename, export, delete"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={panel !== null}
        onClick={() => {
          open.value = panel === null ? "menu" : null;
        }}
      />
      {panel === "menu" && (
        <LazyMenu
          anchor={anchor}
          onClose={close}
          label="More"
          groups={[
            shapeItems(table),
            chosen.length > 0
              ? editItems(chosen, (action) => {
                  open.value = action;
                })
              : [],
            [
              {
                icon: "export",
                label: ticked ? `Export ${runsInWords(chosen.length)} …` : "Export runs …",
                onPick: () => {
                  open.value = "export";
                },
              },
            ],
          ]}
        />
      )}
      {panel === "export" && (
        <Popover open anchor={anchor} onClose={close} label="Export" align="end" width={400}>
          <Chunked
            name="menus"
            waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}
          >
            {({ ExportPanel }) => <ExportPanel />}
          </Chunked>
        </Popover>
      )}
      {panel !== null && panel !== "menu" && panel !== "export" && (
        <EditForm anchor={anchor} action={panel} runs={chosen} onClose={close} />
      )}
    </>
  );
}

function shapeItems(table: ReturnType<typeof useTable>): MenuItem[] {
  const query = table.query.peek();
  const add = (part: "group_by" | "sort" | "filters") => () => {
    table.editing.value = { part, index: null, text: "" };
  };
  return [
    { icon: "filter", label: "Add a clause …", keys: "/", onPick: add("filters") },
    {
      icon: "group",
      label: query.group_by.length > 0 ? "Group by one more …" : "Group by …",
      onPick: add("group_by"),
    },
    {
      icon: "desc",
      label: query.sort.length > 0 ? "Sort by one more …" : "Sort by …",
      onPick: add("sort"),
    },
  ];
}
