import { useRef } from "preact/hooks";
import { Button } from "../controls/button";
import { Popover } from "../controls/popover";
import { CodePanel } from "./code-panel";
import { ExportPanel } from "./export-panel";
import { KeysPanel } from "./keys-panel";
import { MoreMenu, type MorePanel } from "./more-menu";
import { SavedViews } from "./saved-views";
import { useTable } from "./table-state";

const TITLES: Record<MorePanel, string> = {
  views: "Saved views",
  export: "Export",
  code: "Code of this view",
  keys: "Keys",
};

/** Button of the toolbar for what has no button of its own, or no room for one. */
export function MoreButton() {
  const anchor = useRef<HTMLButtonElement>(null);
  const { more: open } = useTable();
  const close = () => {
    open.value = null;
  };
  const panel = open.value;
  return (
    <>
      <Button
        buttonRef={anchor}
        icon="more"
        title="More"
        aria-haspopup="menu"
        aria-expanded={panel !== null}
        onClick={() => {
          open.value = panel === null ? "menu" : null;
        }}
      />
      {panel === "menu" && (
        <MoreMenu
          anchor={anchor}
          onClose={close}
          onPanel={(next) => {
            open.value = next;
          }}
        />
      )}
      {panel !== null && panel !== "menu" && (
        <Popover
          key={panel}
          open
          anchor={anchor}
          onClose={close}
          label={TITLES[panel]}
          align="end"
          width={400}
        >
          {panel === "views" ? (
            <SavedViews onClose={close} />
          ) : panel === "export" ? (
            <ExportPanel />
          ) : panel === "code" ? (
            <CodePanel />
          ) : (
            <KeysPanel />
          )}
        </Popover>
      )}
    </>
  );
}
