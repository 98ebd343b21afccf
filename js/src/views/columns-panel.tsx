import { useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { showColumn } from "../query-edit";
import { useTable } from "./table-state";
import "./columns-panel.css";

/** All columns, to search, show and hide. */
export function ColumnsPanel() {
  const state = useTable();
  const [search, setSearch] = useState("");
  const all = state.info.value?.columns ?? [];
  const names = all.map(({ name }) => name);
  const shown = new Set(state.columns.value.map(({ name }) => name));
  const fitting = all.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <>
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
    </>
  );
}
