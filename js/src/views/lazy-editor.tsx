import { useRef } from "preact/hooks";
import { type Anchor, Popover } from "../controls/popover";
import { putClause } from "../query-edit";
import { Chunked } from "./chunked";
import { PopoverWait } from "./lazy-menus";
import { type Editing, useTable } from "./table-state";

const LABELS = { filters: "Edit filter", group_by: "Group by", sort: "Sort by" };

/** Where a part of the sentence is typed; a clause goes into a plain field until the help is here. */
export function LazyEditor({ editing, anchor }: { editing: Editing; anchor: Anchor }) {
  const state = useTable();
  const draft = useRef(editing.text);
  const { part = "filters" } = editing;
  const close = () => {
    state.editing.value = null;
  };
  return (
    <Popover anchor={anchor} open onClose={close} label={LABELS[part]} width={part === "filters" ? 600 : 440}>
      <Chunked
        name="editor"
        waiting={(failure, onRetry) => (
          <>
            {part === "filters" && (
              <input
                class="dv-field dv-plain-editor"
                data-autofocus=""
                aria-label="Filter expression"
                defaultValue={draft.current}
                onInput={(event) => {
                  draft.current = event.currentTarget.value;
                }}
                onKeyDown={(event) => {
                  if (event.key === "Enter") {
                    state.edit((query) => putClause(query, editing.index, draft.current));
                    close();
                  }
                  if (event.key !== "Escape") event.stopPropagation();
                }}
              />
            )}
            <PopoverWait failure={failure} onRetry={onRetry} />
          </>
        )}
      >
        {({ FilterEditor, KeyEditor }) => {
          const Editor = part === "filters" ? FilterEditor : KeyEditor;
          return <Editor editing={{ ...editing, text: draft.current }} />;
        }}
      </Chunked>
    </Popover>
  );
}
