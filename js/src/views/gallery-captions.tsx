import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Popover } from "../controls/popover";
import { Segments } from "../controls/segments";
import { isVisual } from "../panels/visual";
import { columnIcon } from "./column-words";
import type { GalleryLayout } from "./gallery-layout";
import { useTable } from "./table-state";

const MOST_LISTED = 100;

/** What stands under the pictures, and a way to choose it. */
export function CaptionsButton({ layout }: { layout: GalleryLayout }) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const names = layout.captions.value.map(({ name }) => name).join(", ");
  return (
    <>
      <Button
        buttonRef={anchor}
        small
        caret
        class="dv-captions-button"
        label={<span class="dv-text">Captions: {names || "none"}</span>}
        title="Choose the picture and what stands under it"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      <Popover anchor={anchor} open={isOpen} onClose={() => setOpen(false)} label="Captions" width={264}>
        <Choices layout={layout} />
      </Popover>
    </>
  );
}

function Choices({ layout }: { layout: GalleryLayout }) {
  const state = useTable();
  const [search, setSearch] = useState("");
  const all = state.info.value?.columns ?? [];
  const images = all.filter(isVisual);
  const chosen = layout.captions.value.map(({ name }) => name);
  const words = search.trim().toLowerCase();
  const listed = all
    .filter((column) => !isVisual(column) && column.name.toLowerCase().includes(words))
    .slice(0, MOST_LISTED);
  const toggle = (name: string) =>
    layout.change({
      captions: chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name],
    });
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("input, [role=switch]")];
    const at = items.indexOf(event.target as HTMLElement);
    const next = items[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the items inside
    <div class="dv-captions-panel" onKeyDown={onKey}>
      {images.length > 1 && (
        <div class="dv-captions-picture">
          <Segments
            label="Picture"
            segments={images.map(({ name }) => ({ value: name, label: name }))}
            value={layout.column.value?.name ?? ""}
            onPick={(column) => layout.change({ column })}
          />
        </div>
      )}
      <div class="dv-captions-search">
        <Icon name="search" />
        <input
          data-autofocus=""
          aria-label="Search captions"
          placeholder="Captions"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        {state.layout.value.gallery.captions !== null && (
          <Button
            look="link"
            small
            label="As usual"
            title="Let the view choose"
            onClick={() => layout.change({ captions: null })}
          />
        )}
      </div>
      <div class="dv-captions-list">
        {listed.map(({ name, ...column }) => (
          <button
            key={name}
            type="button"
            class="dv-caption-choice"
            role="switch"
            aria-checked={chosen.includes(name)}
            onClick={() => toggle(name)}
          >
            <Icon name={columnIcon(column)} />
            <span class="dv-text">{name}</span>
            {chosen.includes(name) && <Icon name="check" />}
          </button>
        ))}
        {listed.length === 0 && <p class="dv-quiet">No column has “{search.trim()}” in its name.</p>}
      </div>
    </div>
  );
}
