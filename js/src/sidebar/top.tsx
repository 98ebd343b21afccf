import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon, type IconName } from "../controls/icon";
import { Menu, type MenuItem } from "../controls/menu";
import { usePanel } from "./context";

/** The head of the panel: its name, and buttons to look again, to choose a store, and for the rest. */
export function Top() {
  const state = usePanel();
  const stores = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<"stores" | "more" | null>(null);
  const close = () => setOpen(null);
  const flip = (menu: "stores" | "more") => setOpen(open === menu ? null : menu);
  const project = state.project.value;
  const { canInsert } = state.host;
  const rest: MenuItem[] = [
    {
      icon: "open" as IconName,
      label: "Open the project",
      onPick: () => void state.open({ kind: "project" }),
    },
    ...(canInsert.value
      ? [
          {
            icon: "plus" as IconName,
            label: "Insert a cell of the project",
            onPick: () => void state.insert({ kind: "project" }),
          },
        ]
      : []),
  ];
  const anyway: MenuItem[] = [
    {
      icon: "copy",
      label: "Copy the path of the store",
      onPick: () => void navigator.clipboard.writeText(state.store.value),
    },
    { icon: "search", label: "Look for stores again", onPick: () => void state.refresh() },
  ];
  return (
    <div class="dv-sb-top">
      <b>Runs and data</b>
      <span class="dv-grow" />
      <Button
        icon={"refresh" as IconName}
        title="Refresh now. It also follows runs by itself."
        onClick={() => void state.refresh()}
      />
      <Button
        buttonRef={stores}
        icon={"folder" as IconName}
        title="Choose the store"
        aria-haspopup="menu"
        aria-expanded={open === "stores"}
        disabled={(state.stores.value?.stores.length ?? 0) === 0}
        onClick={() => flip("stores")}
      />
      <Button
        buttonRef={more}
        icon="more"
        title="More"
        aria-haspopup="menu"
        aria-expanded={open === "more"}
        onClick={() => flip("more")}
      />
      {open === "stores" && (
        <Menu
          anchor={stores}
          label="Stores under the server's root"
          width={260}
          onClose={close}
          groups={[
            (state.stores.value?.stores ?? []).map((store) => ({
              icon: "folder" as IconName,
              label: store === "." ? "the server's root" : store,
              checked: store === state.store.value,
              onPick: () => state.chooseStore(store),
            })),
          ]}
        />
      )}
      {open === "more" && (
        <Menu
          anchor={more}
          label="More"
          width={232}
          onClose={close}
          groups={project === "" ? [anyway] : [rest, anyway]}
        />
      )}
    </div>
  );
}

/** Looks for a text in all names. */
export function SearchField({ onDown }: { onDown(): void }) {
  const state = usePanel();
  const text = state.search.value;
  return (
    <div class="dv-sb-search">
      <Icon name="search" />
      <input
        type="text"
        placeholder="Search all names"
        aria-label="Search all names"
        data-search=""
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => state.searchFor(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text !== "") state.clearSearch();
          else if (event.key === "ArrowDown") onDown();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {text !== "" && <Button icon="close" small title="Clear (Esc)" onClick={() => state.clearSearch()} />}
    </div>
  );
}
