import { useSignal } from "@preact/signals";
import type { IconName } from "../../controls/icon";
import type { MenuItem } from "../../controls/menu";
import type { Anchor } from "../../controls/popover";
import type { RunHead } from "../../runs/workspace-wire";
import { LazyMenu } from "../lazy-menus";
import { useTable } from "../table-state";
import { type EditAction, EditForm } from "./edit-form";
import { runsInWords } from "./words";
import { useWorkspace } from "./workspace-state";

export interface RunMenuProps {
  anchor: Anchor;
  line: number;
  onClose(): void;
}

/** What can be done with the run of a line, or with all that are selected when it is one of them. */
export function RunMenu({ anchor, line, onClose }: RunMenuProps) {
  const table = useTable();
  const workspace = useWorkspace();
  const form = useSignal<EditAction | null>(null);
  const run = workspace.runAt(line);
  const row = workspace.rowAt(line);
  if (!run || row === undefined) return null;
  const isOneOfMany = table.selectedSet.value.has(row) && table.selected.value.length > 1;
  const runs = isOneOfMany ? workspace.chosen : [run];
  if (form.value !== null)
    return <EditForm anchor={anchor} action={form.value} runs={runs} onClose={onClose} />;
  const isShown = Object.hasOwn(workspace.shownRuns.value ?? {}, run.id);
  const isPinned = workspace.pinned.value.includes(run.id);
  const ids = runs.map(({ id }) => id);
  // The menu closes itself before it acts; a form takes its place.
  const isPicked = { current: false };
  return (
    <LazyMenu
      anchor={anchor}
      onClose={() => queueMicrotask(() => !isPicked.current && onClose())}
      label={isOneOfMany ? runsInWords(runs.length) : run.name}
      title={{
        icon: "table",
        text: isOneOfMany ? runsInWords(runs.length) : run.name,
        note: isOneOfMany ? "" : run.state,
      }}
      groups={[
        isOneOfMany
          ? [
              { icon: "eye", label: "Show in charts", onPick: () => workspace.show(ids, true) },
              {
                icon: "eye-closed" as IconName,
                label: "Hide from charts",
                onPick: () => workspace.show(ids, false),
              },
            ]
          : [
              {
                icon: "expand",
                label: "Open the run",
                keys: "Enter",
                onPick: () => {
                  workspace.open.value = run.id;
                },
              },
              {
                icon: (isShown ? "eye-closed" : "eye") as IconName,
                label: isShown ? "Hide from charts" : "Show in charts",
                keys: "Space",
                onPick: () => workspace.toggle(run.id),
              },
              {
                icon: "pin",
                label: isPinned ? "Unpin" : "Pin to the top",
                keys: "P",
                onPick: () => workspace.pin(run.id),
              },
            ],
        editItems(runs, (action) => {
          isPicked.current = true;
          form.value = action;
        }),
      ]}
    />
  );
}

/** What changes runs in the store. */
export function editItems(runs: readonly RunHead[], onPick: (action: EditAction) => void): MenuItem[] {
  const tags = new Set(runs.flatMap((run) => run.tags));
  const what = runs.length === 1 ? "" : ` ${runsInWords(runs.length)}`;
  return [
    { icon: "label", label: `Add a tag${what && ` to${what}`} …`, onPick: () => onPick("tag") },
    ...(tags.size > 0
      ? [{ icon: "minus" as const, label: `Take a tag off${what} …`, onPick: () => onPick("untag") }]
      : []),
    ...(runs.length === 1
      ? [{ icon: "edit" as const, label: "Rename …", onPick: () => onPick("rename") }]
      : []),
    { icon: "missing", label: `Delete${what} …`, onPick: () => onPick("delete") },
  ];
}
