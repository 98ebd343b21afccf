import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Segments } from "../controls/segments";
import { formatCount } from "../format";
import { isVisual } from "../panels/visual";
import { showColumns } from "../query-edit";
import { moveColumn } from "./column-moves";
import { withHidden } from "./column-order";
import { useTable } from "./table-state";
import "./columns-panel.css";

const ITEM_PX = 28;
/** A cut item says that there are more. */
const LIST_PX = 11.5 * ITEM_PX;

/** All columns, to search, show, hide, pin and put in order; and how high rows are. */
export function ColumnsPanel() {
  const state = useTable();
  const { grid } = state;
  const [search, setSearch] = useState("");
  const all = (state.info.value?.columns ?? []).map(({ name }) => name);
  const shown = state.columns.value.map(({ name }) => name);
  const pinned = grid.pinnedNames.value;
  const words = search.trim().toLowerCase();
  // A column that is hidden stays where it stood in the list, and comes back there.
  const places = useRef(all);
  const everything = withHidden(
    { pinned, shown },
    places.current.length === all.length ? places.current : all,
  );
  places.current = everything;
  const listed = everything.filter((name) => name.toLowerCase().includes(words));
  const list = useRef<HTMLDivElement>(null);
  const isSearching = words !== "";
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // The popover may have waited for this part of the front end, and taken the focus itself.
    const root = input.current?.getRootNode() as Document | ShadowRoot | undefined;
    if (root?.activeElement?.contains(input.current)) input.current?.focus({ preventScroll: true });
  }, []);
  const show = (names: string[], isShown: boolean) =>
    state.edit((query) => {
      // The last one stays: a table of no columns has no heads to get them back from.
      const stays = isShown || shown.some((name) => !names.includes(name)) ? [] : [pinned[0] ?? shown[0]];
      const changed = names.filter((name) => !stays.includes(name));
      const before = { ...query, columns: shown };
      const columns = showColumns(before, everything, changed, isShown).columns ?? everything;
      return { ...query, columns: columns.join("\n") === all.join("\n") ? null : columns };
    });
  const hidden = listed.filter((name) => !shown.includes(name));
  const count = isSearching ? formatCount(listed.length) : "all";
  return (
    <>
      <div class="dv-search">
        <Icon name="search" />
        <input
          ref={input}
          data-autofocus=""
          aria-label="Search columns"
          placeholder={`Search ${formatCount(all.length)} columns`}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") return;
            event.stopPropagation();
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            list.current?.querySelector<HTMLElement>("[role=switch]")?.focus();
          }}
        />
        <Button
          look="link"
          small
          label={`Show ${count}`}
          disabled={hidden.length === 0}
          onClick={() => show(listed, true)}
        />
        <Button
          look="link"
          small
          label={`Hide ${count}`}
          disabled={hidden.length === listed.length || (shown.length === 1 && hidden.length > 0)}
          onClick={() => show(listed, false)}
        />
      </div>
      <ColumnList
        key={words}
        listRef={list}
        names={listed}
        shown={new Set(shown)}
        pinned={pinned}
        canMove={!isSearching}
        onShow={show}
      />
      {listed.length === 0 && (
        <p class="dv-columns-none dv-quiet">No column has “{search.trim()}” in its name.</p>
      )}
      <RowHeights />
    </>
  );
}

interface ColumnListProps {
  listRef: { current: HTMLDivElement | null };
  names: string[];
  shown: Set<string>;
  pinned: string[];
  canMove: boolean;
  onShow(names: string[], isShown: boolean): void;
}

/** A press on a grip, and the place where its column would go. */
interface Drag {
  name: string;
  to: number;
}

/** Only the items in sight exist, as tables have hundreds of columns. Arrows go from one to the next. */
function ColumnList({ listRef, names, shown, pinned, canMove, onShow }: ColumnListProps) {
  const state = useTable();
  const { grid } = state;
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(0);
  const [drag, setDrag] = useState<Drag | null>(null);
  const wanted = useRef<string | null>(null);
  const kinds = new Map(state.info.value?.columns.map(({ name, kind }) => [name, kind]));
  const first = Math.max(0, Math.floor(top / ITEM_PX) - 2);
  const last = Math.min(names.length, Math.ceil((top + LIST_PX) / ITEM_PX) + 2);

  useLayoutEffect(() => {
    const part = wanted.current;
    wanted.current = null;
    const list = listRef.current;
    if (!part || !list) return;
    list.querySelector<HTMLElement>(`[data-item="${active}"] [data-part="${part}"]`)?.focus();
  });
  const go = (to: number, part: string, isMoved = false) => {
    const at = Math.max(0, Math.min(to, names.length - 1));
    const list = listRef.current;
    if (list) {
      // The item must be there to be focused.
      const up = Math.min(list.scrollTop, at * ITEM_PX);
      list.scrollTop = Math.max(up, (at + 1) * ITEM_PX - list.clientHeight);
      setTop(list.scrollTop);
    }
    const there = list?.querySelector<HTMLElement>(`[data-item="${at}"] [data-part="${part}"]`);
    if (there && !isMoved) there.focus();
    else wanted.current = part;
    setActive(at);
  };
  /** Put a column before the item that is at `to`: among those shown, hidden ones do not count. */
  const move = (name: string, to: number) => {
    const before = names.slice(0, to).filter((other) => shown.has(other)).length;
    moveColumn(grid, name, before - (grid.laid.peek()[0]?.over.length ?? 0) * Number(before > 0));
  };
  const onKey = (event: KeyboardEvent, index: number, name: string) => {
    const part = (event.target as HTMLElement).dataset.part ?? "show";
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: names.length - 1,
      PageDown: index + 10,
      PageUp: index - 10,
    };
    const to = steps[event.key];
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (canMove && shown.has(name) && to !== undefined && to >= 0 && to < names.length) {
        move(name, to > index ? to + 1 : to);
        go(to, part, true);
      }
    } else if (to !== undefined) {
      if (to < 0 && event.key === "ArrowUp") {
        listRef.current?.parentElement?.querySelector<HTMLElement>("input")?.focus();
      } else go(to, part);
    } else if (event.key === "ArrowRight") go(index, "pin");
    else if (event.key === "ArrowLeft") go(index, "show");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const placeAt = (clientY: number) => {
    const list = listRef.current as HTMLDivElement;
    const y = clientY - list.getBoundingClientRect().top + list.scrollTop;
    return Math.max(0, Math.min(names.length, Math.round(y / ITEM_PX)));
  };
  useEscape(drag !== null, () => setDrag(null));
  return (
    <div
      ref={listRef}
      class="dv-columns"
      role="list"
      aria-label="Columns"
      style={{ height: `${Math.min(LIST_PX, names.length * ITEM_PX)}px` }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div style={{ height: `${names.length * ITEM_PX}px` }} role="presentation">
        {names.slice(first, last).map((name, offset) => {
          const index = first + offset;
          const isShown = shown.has(name);
          const isPinned = pinned.includes(name);
          return (
            <div
              key={name}
              class={`dv-column ${isShown ? "" : "is-off"} ${drag?.name === name ? "is-moving" : ""}`}
              role="listitem"
              data-item={index}
              style={{ top: `${index * ITEM_PX}px` }}
              onKeyDown={(event) => onKey(event, index, name)}
              onFocusIn={() => setActive(index)}
            >
              <span
                class="dv-grip"
                title={canMove && isShown ? "Drag to its place (Alt+arrows)" : undefined}
                onPointerDown={(event) => {
                  if (!canMove || !isShown || event.button !== 0) return;
                  event.preventDefault();
                  event.currentTarget.setPointerCapture(event.pointerId);
                  setDrag({ name, to: index });
                }}
                onPointerMove={(event) => drag && setDrag({ name: drag.name, to: placeAt(event.clientY) })}
                onPointerUp={() => {
                  if (drag) move(drag.name, drag.to);
                  setDrag(null);
                }}
                onPointerCancel={() => setDrag(null)}
              >
                {canMove && isShown && <Icon name="grip" />}
              </span>
              <button
                type="button"
                class="dv-column-show"
                role="switch"
                data-part="show"
                tabIndex={index === active ? 0 : -1}
                aria-checked={isShown}
                aria-label={name}
                title={isShown ? `Hide ${name}` : `Show ${name}`}
                aria-disabled={isShown && shown.size === 1}
                onClick={() => (!isShown || shown.size > 1) && onShow([name], !isShown)}
              >
                <Icon name={kinds.get(name) ?? "any"} />
                <span class="dv-text">{name}</span>
                <Icon name={isShown ? "eye" : "eye-off"} />
              </button>
              <button
                type="button"
                class="dv-column-pin"
                data-part="pin"
                tabIndex={index === active ? 0 : -1}
                aria-pressed={isPinned}
                aria-label={`Pin ${name}`}
                title={isPinned ? "Let it scroll with the others" : "Keep it at the left"}
                aria-disabled={!isShown}
                onClick={() => isShown && grid.pin(name, !isPinned)}
              >
                <Icon name="pin" />
              </button>
            </div>
          );
        })}
        {drag && <i class="dv-columns-place" style={{ top: `${drag.to * ITEM_PX - 1}px` }} />}
      </div>
    </div>
  );
}

/** Esc while something is held leaves it where it was, and closes nothing. */
function useEscape(isOn: boolean, onEscape: () => void): void {
  const call = useRef(onEscape);
  call.current = onEscape;
  useEffect(() => {
    if (!isOn) return;
    const over = new AbortController();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      call.current();
    };
    window.addEventListener("keydown", onKey, { capture: true, signal: over.signal });
    return () => over.abort();
  }, [isOn]);
}

/** Rows of words, and rows with pictures. */
const HEIGHTS = { words: [28, 48, 84], pictures: [56, 96, 168] };
const NAMES = ["Compact", "Medium", "Tall"];

function RowHeights() {
  const { grid, layout, columns } = useTable();
  const hasPictures = columns.value.some(isVisual);
  const heights = HEIGHTS[hasPictures ? "pictures" : "words"];
  const usual = hasPictures ? 1 : 0;
  const now = layout.value.row_height ?? heights[usual];
  return (
    <div class="dv-columns-foot">
      <span class="dv-quiet">Rows</span>
      <Segments
        label="Height of rows"
        segments={heights.map((value, at) => ({ value, label: NAMES[at] ?? "", title: `${value} px` }))}
        value={now ?? 0}
        onPick={(value) => grid.change({ row_height: value === heights[usual] ? null : value })}
      />
    </div>
  );
}
