import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { ClassesButton } from "./classes-popover";
import { ColumnsButton } from "./columns-button";
import { LayoutSwitch } from "./layout-switch";
import { useTable } from "./table-state";

/** Which table this is, and what works on all of it. */
export function Toolbar() {
  const state = useTable();
  const info = state.info.value;
  const hasLayers = info?.columns.some(({ layers }) => layers.length > 0) ?? false;
  return (
    <div class="dv-toolbar" role="toolbar" aria-label="Table">
      <Icon name="table" />
      <span class="dv-title dv-text">{info?.title ?? ""}</span>
      {info?.subtitle && <span class="dv-subtitle dv-text">{info.subtitle}</span>}
      <span class="dv-grow" />
      <Button
        icon="undo"
        title={
          state.history.past.value.length > 0
            ? "Undo the last change of the query (Ctrl Z)"
            : "Nothing to undo"
        }
        aria-label="Undo"
        disabled={state.history.past.value.length === 0}
        onClick={() => state.history.undo()}
      />
      <Button
        icon="redo"
        title={state.history.future.value.length > 0 ? "Redo (Ctrl Shift Z)" : "Nothing to redo"}
        aria-label="Redo"
        disabled={state.history.future.value.length === 0}
        onClick={() => state.history.redo()}
      />
      <span class="dv-rule" />
      {hasLayers && <ClassesButton />}
      {info && <ColumnsButton />}
      <LayoutSwitch />
    </div>
  );
}
