import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Chunked } from "./chunked";
import { ClassesButton } from "./classes-popover";
import { ColumnsButton } from "./columns-button";
import { LayoutSwitch } from "./layout-switch";
import { useTable } from "./table-state";

/** Which table this is, and what works on all of it. */
export function Toolbar() {
  const state = useTable();
  const info = state.info.value;
  const { past, future } = state.history;
  const hasLayers = info?.columns.some(({ layers }) => layers.length > 0) ?? false;
  const [artifact, version] = (info?.subtitle ?? "").split(":");
  return (
    <div class="dv-toolbar" role="toolbar" aria-label="Table">
      <Icon name="table" />
      <span class="dv-title dv-text">{info?.title ?? ""}</span>
      {info?.subtitle && (
        <span class="dv-subtitle" title={info.subtitle}>
          <span class="dv-optional dv-text">
            {artifact}
            {version && ":"}
          </span>
          <span>{version}</span>
        </span>
      )}
      {info && (
        <Chunked name="menus" waiting={() => null}>
          {({ SavedViewButton }) => <SavedViewButton />}
        </Chunked>
      )}
      <span class="dv-grow" />
      <Button
        icon="undo"
        title={past.value.length > 0 ? "Undo the last change of the view (Ctrl Z)" : "Nothing to undo"}
        aria-label="Undo"
        disabled={past.value.length === 0}
        onClick={() => state.history.undo()}
      />
      <Button
        icon="redo"
        class="dv-roomy"
        title={future.value.length > 0 ? "Redo (Ctrl Shift Z)" : "Nothing to redo"}
        aria-label="Redo"
        disabled={future.value.length === 0}
        onClick={() => state.history.redo()}
      />
      {info && <span class="dv-rule dv-roomy" />}
      {hasLayers && <ClassesButton />}
      {info && <ColumnsButton />}
      <LayoutSwitch />
      {info && (
        <Chunked name="menus" waiting={() => <Button icon="more" title="More" disabled />}>
          {({ MoreButton }) => <MoreButton />}
        </Chunked>
      )}
    </div>
  );
}
