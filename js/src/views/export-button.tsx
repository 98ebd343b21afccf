import { formatRows } from "../format";
import { ExportPanel } from "./export-panel";
import { PanelButton } from "./panel-button";
import { useTable } from "./table-state";

/** Button of the foot that opens the ways out of the view; in a narrow one it is in the menu of the toolbar. */
export function ExportButton() {
  const state = useTable();
  const ticked = state.selected.value.length;
  const count = ticked || state.rows.matched.value;
  if (count === 0) return null;
  return (
    <>
      <span class="dv-rule dv-roomy" />
      <PanelButton
        panel="Export"
        width={400}
        icon="export"
        small
        caret
        class="dv-roomy"
        title="To a file, or a new version of a dataset"
        label={`Export ${formatRows(count)}`}
      >
        {() => <ExportPanel />}
      </PanelButton>
    </>
  );
}
