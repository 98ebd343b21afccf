import { NumberField } from "../../views/number-field";
import { classColor, nameOfColoring, RAMP_CSS } from "./colors";
import { toggled } from "./settings";
import type { SpatialPanelProps } from "./spatial-panel";
import type { CloudScene } from "./wire";

type LegendProps = SpatialPanelProps & { scene: CloudScene };

const AXES = { x: 0, y: 1, z: 2 } as const;

/** What the colors of points say: both ends of a ramp, which can be moved, or classes, which can be hidden. */
export function Legend({ settings, content, theme, scene }: LegendProps) {
  const { coloring, range, up } = content;
  if (coloring.by === "rgb" || coloring.by === "plain") return null;
  if (coloring.by === "category") {
    const hidden = settings.hiddenCategories.value;
    return (
      <ul class="dv-space-classes dv-space-categories">
        {scene.categories.map((category) => {
          const isOff = hidden.has(category);
          return (
            <li key={category}>
              <button
                type="button"
                class={isOff ? "is-off" : ""}
                aria-pressed={!isOff}
                aria-label={`Category ${category}`}
                onClick={() => {
                  settings.hiddenCategories.value = toggled(hidden, category);
                }}
              >
                <i style={{ "--dv-c": `rgb(${classColor(theme.palette, category - 1).join(" ")})` }} />
                <span>{category}</span>
              </button>
            </li>
          );
        })}
      </ul>
    );
  }
  const name = nameOfColoring(coloring);
  // The browser counts heights from the middle of the cloud.
  const from = coloring.by === "height" ? (scene.origin[AXES[up]] as number) : 0;
  const [low, high] = [range[0] + from, range[1] + from];
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.max(Math.abs(high - low), 1e-9)))));
  const set = (next: [number, number]) => {
    settings.ranges.value = { ...settings.ranges.peek(), [name]: [next[0] - from, next[1] - from] };
  };
  const isSet = settings.ranges.value[name] !== undefined;
  return (
    <div class="dv-space-ramp">
      <i style={{ background: RAMP_CSS }} />
      <span>
        <NumberField
          label={`Lowest ${name.toLowerCase()}`}
          text={low.toFixed(digits)}
          step={10 ** -digits}
          onChange={(value) => set([value, high])}
        />
        {isSet && (
          <button
            type="button"
            class="dv-space-reset"
            onClick={() => {
              const { [name]: _gone, ...rest } = settings.ranges.peek();
              settings.ranges.value = rest;
            }}
          >
            reset
          </button>
        )}
        <NumberField
          label={`Highest ${name.toLowerCase()}`}
          text={high.toFixed(digits)}
          step={10 ** -digits}
          onChange={(value) => set([low, value])}
        />
      </span>
    </div>
  );
}
