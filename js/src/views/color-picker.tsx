import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Popover } from "../controls/popover";
import { setColor } from "../overlay-edit";
import { colorOf, type LegendClass, legendOf } from "../overlays";
import { PALETTE_SIZE, paletteOf } from "../pixels/colors";
import { mistakenFor, type Vision } from "../pixels/vision";
import { useView } from "./context";
import { Swatch } from "./overlay-controls";
import "./color-picker.css";

const EYES: Record<Vision, string> = {
  plain: "",
  protan: " for eyes that lack red cones",
  deutan: " for eyes that lack green cones",
  tritan: " for eyes that lack blue cones",
};

/** The colour of a class; pressed, it can be changed. */
export function ColorButton({ entry, isShown }: { entry: LegendClass; isShown: boolean }) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="dv-color-button"
        aria-label={`Colour of ${entry.label}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={`Change the colour of ${entry.label}`}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Swatch entry={entry} isShown={isShown} />
      </button>
      <Popover
        anchor={anchor}
        open={isOpen}
        onClose={() => setIsOpen(false)}
        label={`Colour of ${entry.label}`}
        width={232}
      >
        <Colors entry={entry} anchor={anchor} />
      </Popover>
    </>
  );
}

const hex = (value: number) => value.toString(16).padStart(2, "0");

function Colors({ entry, anchor }: { entry: LegendClass; anchor: { current: HTMLElement | null } }) {
  const view = useView();
  const legend = legendOf(view).value;
  const palette = anchor.current ? paletteOf(anchor.current) : [];
  const now = colorOf(entry.label, legend, palette);
  const written = `#${hex(now.r)}${hex(now.g)}${hex(now.b)}`;
  const isOwn = entry.css.startsWith("#");
  const others = legend.classes
    .filter(({ label }) => label !== entry.label)
    .map(({ label }) => ({ label, color: colorOf(label, legend, palette) }));
  // Many classes share the twelve colours anyway: what was chosen is held against the others only while they are few.
  const near = isOwn && legend.classes.length <= PALETTE_SIZE ? mistakenFor(written, others) : null;
  const pick = (color: string | null) => {
    view.overlays.value = setColor(view.overlays.peek(), entry.label, color);
  };
  const takenBy = (color: { css: string }) => others.find((other) => other.color.css === color.css)?.label;
  return (
    <div class="dv-colors">
      <div class="dv-colors-title">
        <Swatch entry={entry} />
        <b class="dv-text">{entry.label}</b>
      </div>
      <div
        class="dv-colors-grid"
        role="radiogroup"
        aria-label="Palette"
        onKeyDown={(event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          const buttons = [...event.currentTarget.querySelectorAll("button")];
          const at = buttons.indexOf(event.target as HTMLButtonElement);
          buttons[(at + step + buttons.length) % buttons.length]?.focus();
        }}
      >
        {palette.map((color, k) => {
          const isNow = color.css === now.css;
          const taken = takenBy(color);
          const name = `Colour ${k + 1}${taken ? `, that of ${taken}` : ""}`;
          return (
            <button
              key={color.css}
              type="button"
              role="radio"
              aria-checked={isNow}
              aria-label={name}
              title={name}
              data-autofocus={isNow ? "" : undefined}
              style={{ "--dv-c": color.css, "--dv-on": color.ink }}
              onClick={() =>
                pick(k === entry.color ? null : `#${hex(color.r)}${hex(color.g)}${hex(color.b)}`)
              }
            >
              {isNow ? <Icon name="check" size={14} /> : taken ? <i /> : null}
            </button>
          );
        })}
      </div>
      <label class="dv-colors-own">
        <input
          type="color"
          value={written}
          aria-label="Another colour"
          onInput={(event) => pick(event.currentTarget.value)}
        />
        Another colour
        <code>{written}</code>
      </label>
      {near && (
        <p class="dv-colors-note" role="status">
          <Icon name="warning" />
          <span>
            Hard to tell from <b>{near.label}</b>
            {EYES[near.vision]}.
          </span>
        </p>
      )}
      {isOwn && (
        <Button
          icon="undo"
          small
          label="Back to its own colour"
          onClick={(event) => {
            // The button goes; the keys stay in the picker.
            const grid = event.currentTarget.closest(".dv-colors");
            grid?.querySelectorAll<HTMLElement>("[role=radio]")[entry.color]?.focus();
            pick(null);
          }}
        />
      )}
    </div>
  );
}
