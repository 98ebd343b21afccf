import { useRef } from "preact/hooks";
import { type Anchor, Popover } from "../controls/popover";
import { putClause } from "../query-edit";
import { Chunked } from "./chunked";
import { PopoverWait } from "./lazy-menus";
import { type Editing, useTable } from "./table-state";

/** Where a clause is typed; a plain field until the part of the front end is here that helps with it. */
export function LazyEditor({ editing, anchor }: { editing: Editing; anchor: Anchor }) {
  const state = useTable();
  const draft = useRef(editing.text);
  const close = () => {
    state.editing.value = null;
  };
  return (
    <Popover anchor={anchor} open onClose={close} label="Edit filter" width={600}>
      <Chunked
        name="editor"
        waiting={(failure, onRetry) => (
          <>
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
            <PopoverWait failure={failure} onRetry={onRetry} />
          </>
        )}
      >
        {({ FilterEditor }) => <FilterEditor editing={{ ...editing, text: draft.current }} />}
      </Chunked>
    </Popover>
  );
}
