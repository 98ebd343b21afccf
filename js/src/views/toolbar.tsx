import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Popover } from "../controls/popover";
import { showColumn } from "../query-edit";
import { ClassesButton } from "./classes-popover";
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
    </div>
  );
}

function ColumnsButton() {
  const state = useTable();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const all = state.info.value?.columns ?? [];
  const names = all.map(({ name }) => name);
  const shown = new Set(state.columns.value.map(({ name }) => name));
  const fitting = all.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <>
      <Button
        buttonRef={anchor}
        icon="columns"
        title="Show, hide and search columns"
        aria-label={`Columns, ${shown.size} of ${all.length} shown`}
        aria-expanded={isOpen}
        label={
          <span class="dv-optional">
            Columns {shown.size === all.length ? all.length : `${shown.size} of ${all.length}`}
          </span>
        }
        onClick={() => setOpen(!isOpen)}
      />
      <Popover
        anchor={anchor}
        open={isOpen}
        onClose={() => setOpen(false)}
        label="Columns"
        align="end"
        width={264}
      >
        <div class="dv-search">
          <Icon name="search" />
          <input
            data-autofocus=""
            aria-label="Search columns"
            placeholder={`Search ${all.length} columns`}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
          />
          {shown.size < all.length && (
            <Button
              look="link"
              small
              label="Show all"
              onClick={() => state.edit((query) => ({ ...query, columns: null }))}
            />
          )}
        </div>
        <div class="dv-column-list">
          {fitting.map(({ name, kind }) => {
            const isShown = shown.has(name);
            return (
              <button
                key={name}
                type="button"
                class={`dv-menu-item ${isShown ? "" : "is-off"}`}
                role="switch"
                aria-checked={isShown}
                aria-label={name}
                title={isShown ? "Hide" : "Show"}
                disabled={isShown && shown.size === 1}
                onClick={() => state.edit((query) => showColumn(query, names, name, !isShown))}
              >
                <Icon name={kind} />
                <span class="dv-text">{name}</span>
                <Icon name={isShown ? "eye" : "eye-off"} />
              </button>
            );
          })}
          {fitting.length === 0 && <p class="dv-quiet">No column has “{search}” in its name.</p>}
        </div>
      </Popover>
    </>
  );
}
