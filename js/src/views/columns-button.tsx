import { PanelButton } from "./panel-button";
import { useTable } from "./table-state";

/** Button of the toolbar that opens the list of all columns. */
export function ColumnsButton() {
  const state = useTable();
  const all = state.info.value?.columns.length ?? 0;
  const shown = state.columns.value.length;
  return (
    <PanelButton
      panel="Columns"
      width={328}
      icon="columns"
      title="Show, hide, search and order columns"
      aria-label={`Columns, ${shown} of ${all} shown`}
      label={<span class="dv-optional">Columns {shown === all ? all : `${shown} of ${all}`}</span>}
    >
      {({ ColumnsPanel }) => <ColumnsPanel />}
    </PanelButton>
  );
}
