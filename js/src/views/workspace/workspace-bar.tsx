import type { ComponentChildren } from "preact";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { Segments } from "../../controls/segments";
import { formatCount } from "../../format";
import { ColumnsButton } from "../columns-button";
import { useTable } from "../table-state";
import { WorkspaceMenu } from "./workspace-menu";
import { type Tab, useWorkspace } from "./workspace-state";

const TABS = [
  { value: "charts", label: "Charts", title: "What the runs that are shown logged, over each other" },
  { value: "summaries", label: "Summaries", title: "Final values of all runs beside each other" },
  { value: "config", label: "Config differences", title: "What the runs were told, and where that differs" },
] as const satisfies readonly { value: Tab; label: string; title: string }[];

/** Which project this is, what works on all of it, and what stands beside the runs. */
export function WorkspaceBar({ lead }: { lead: ComponentChildren }) {
  const table = useTable();
  const workspace = useWorkspace();
  const info = table.info.value;
  const { past, future } = table.history;
  const reading = workspace.metrics.reading.value;
  return (
    <div class="dv-toolbar dv-workspace-bar" role="toolbar" aria-label="Runs">
      {lead}
      <Icon name="table" />
      <span class="dv-title dv-text" title={info?.title}>
        {info?.title ?? ""}
      </span>
      {reading ? (
        <>
          <span class="dv-subtitle" role="status">
            Reading runs, {formatCount(reading.read)} of {formatCount(reading.total)}
          </span>
          <Button
            small
            label="Stop"
            title="Leave it at what is read"
            onClick={() => workspace.metrics.stop()}
          />
        </>
      ) : (
        workspace.metrics.isStopped.value && (
          <Button
            look="link"
            small
            label="Read all runs"
            onClick={() => void workspace.metrics.read(false)}
          />
        )
      )}
      <span class="dv-grow" />
      <Button
        icon="undo"
        class="dv-roomy"
        title={past.value.length > 0 ? "Undo the last change of the view (Ctrl Z)" : "Nothing to undo"}
        aria-label="Undo"
        disabled={past.value.length === 0}
        onClick={() => table.history.undo()}
      />
      <Button
        icon="redo"
        class="dv-roomy"
        title={future.value.length > 0 ? "Redo (Ctrl Shift Z)" : "Nothing to redo"}
        aria-label="Redo"
        disabled={future.value.length === 0}
        onClick={() => table.history.redo()}
      />
      {info && (
        <Button
          icon="group"
          title="Group runs by a column or an expression"
          aria-label="Group"
          pressed={workspace.isGrouped}
          label={<span class="dv-optional">Group</span>}
          onClick={() => {
            table.editing.value = { part: "group_by", index: null, text: "" };
          }}
        />
      )}
      {info && <ColumnsButton />}
      <Segments
        label="Beside the runs"
        segments={TABS}
        value={workspace.tab.value}
        onPick={(tab) => {
          workspace.tab.value = tab;
        }}
      />
      <WorkspaceMenu />
    </div>
  );
}
