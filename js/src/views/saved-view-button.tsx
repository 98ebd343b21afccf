import { PanelButton } from "./panel-button";
import { openViewOf } from "./saved-view";
import { SavedViews } from "./saved-views";
import { useTable } from "./table-state";

/** Button of the toolbar with the name of the view, and a dot once it has been changed. */
export function SavedViewButton() {
  const openView = openViewOf(useTable());
  const name = openView.name.value;
  const isChanged = openView.isChanged.value;
  return (
    <>
      <span class="dv-rule dv-roomy" />
      <PanelButton
        panel="Saved views"
        width={336}
        align="start"
        icon="bookmark"
        caret
        class="dv-roomy"
        title={
          name
            ? `Saved view ${name}${isChanged ? ", changed since" : ""}`
            : "Give this view a name, or open another"
        }
        aria-label={name ? `Saved view ${name}${isChanged ? ", changed" : ""}` : "Saved views"}
        label={
          <>
            {name && <span class="dv-optional dv-text dv-view-name">{name}</span>}
            {isChanged && <i class="dv-dot" />}
          </>
        }
      >
        {(_, close) => <SavedViews onClose={close} />}
      </PanelButton>
    </>
  );
}
