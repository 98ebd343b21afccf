import type { Signal } from "@preact/signals";
import { Button } from "../controls/button";
import { onlyClass, showAllClasses, toggleClass } from "../overlay-edit";
import { type LegendClass, legendOf } from "../overlays";
import { useView } from "./context";
import { Swatch } from "./overlay-controls";
import "./legend-strip.css";

/** The classes of the open picture in one line, while the panel that lists them is closed. */
export function LegendStrip({ classes, lit }: { classes: LegendClass[]; lit: Signal<string | null> }) {
  const view = useView();
  const { hidden_classes } = view.overlays.value;
  const labels = legendOf(view).value.classes.map(({ label }) => label);
  const hidden = classes.filter(({ label }) => hidden_classes.includes(label)).length;
  const raise = (label: string | null) => {
    view.hoverClass.value = label;
  };
  return (
    <div class="dv-legend">
      <div class="dv-legend-scroll" role="group" aria-label="Classes" onPointerLeave={() => raise(null)}>
        {classes.map((entry) => {
          const { label } = entry;
          const isShown = !hidden_classes.includes(label);
          return (
            <button
              key={label}
              type="button"
              class={lit.value === label ? "dv-is-lit" : ""}
              aria-pressed={isShown}
              title={`${isShown ? "Hide" : "Show"} ${label}. Alt-click: only this`}
              onPointerEnter={() => raise(label)}
              onFocus={() => raise(label)}
              onBlur={() => raise(null)}
              onClick={(event) => {
                const overlays = view.overlays.peek();
                view.overlays.value = event.altKey
                  ? onlyClass(overlays, label, labels)
                  : toggleClass(overlays, label);
              }}
            >
              <Swatch entry={entry} isShown={isShown} />
              <span class="dv-text">{label}</span>
            </button>
          );
        })}
      </div>
      {hidden > 0 && (
        <Button
          look="link"
          small
          label="Show all"
          onClick={() => {
            view.overlays.value = showAllClasses(view.overlays.peek());
          }}
        />
      )}
    </div>
  );
}
