import { Segments } from "../../controls/segments";
import { Slider } from "../../controls/slider";
import { formatCount } from "../../format";
import { MenuButton } from "../../views/menu-button";
import { isShown, labelsOf, scoreEnds } from "./boxes";
import { nameOfColoring } from "./colors";
import { Legend } from "./legend";
import { type SpatialSettings, toggled } from "./settings";
import type { Content, Theme } from "./use-content";
import type { Axis, CloudScene } from "./wire";

/** Least and greatest size of points, in CSS pixels. */
const SIZES = [1, 12] as const;
const AXES: readonly Axis[] = ["x", "y", "z"];
const GROUNDS = [
  { value: "auto", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export interface SpatialPanelProps {
  settings: SpatialSettings;
  content: Content;
  theme: Theme;
  /** Null for a mesh. */
  scene: CloudScene | null;
}

/** What points are colored by, which boxes are drawn, and how the space is laid out. */
export function SpatialPanel({ settings, content, theme, scene }: SpatialPanelProps) {
  return (
    <div class="dv-space-panel" role="group" aria-label="Settings">
      {scene && scene.points > 0 && (
        <section>
          <ColoringMenu settings={settings} content={content} />
          <Legend settings={settings} content={content} theme={theme} scene={scene} />
          <div class="dv-space-line">
            <span>Point size</span>
            <Slider
              label="Point size"
              value={(content.pointSize - SIZES[0]) / (SIZES[1] - SIZES[0])}
              text={`${content.pointSize} pixels`}
              onInput={(share) => {
                settings.pointSize.value = Math.round(2 * (SIZES[0] + share * (SIZES[1] - SIZES[0]))) / 2;
              }}
            />
          </div>
        </section>
      )}
      {scene && scene.boxes.length > 0 && <Boxes settings={settings} scene={scene} />}
      <section>
        <div class="dv-space-line">
          <span>Up</span>
          <Segments
            label="Axis that points up"
            segments={AXES.map((value) => ({ value, label: value.toUpperCase() }))}
            value={content.up}
            onPick={(axis) => {
              settings.up.value = axis;
            }}
          />
        </div>
        <div class="dv-space-line">
          <span>Axes</span>
          <Segments
            label="Hand of the axes"
            segments={[
              { value: false, label: "Right", title: "Right-handed axes" },
              { value: true, label: "Left", title: "Left-handed axes" },
            ]}
            value={settings.isLeft.value}
            onPick={(isLeft) => {
              settings.isLeft.value = isLeft;
            }}
          />
        </div>
        <div class="dv-space-line">
          <span>Ground</span>
          <Segments
            label="Ground"
            segments={GROUNDS}
            value={settings.ground.value}
            onPick={(ground) => {
              settings.ground.value = ground;
            }}
          />
        </div>
      </section>
    </div>
  );
}

function ColoringMenu({ settings, content }: Pick<SpatialPanelProps, "settings" | "content">) {
  const name = nameOfColoring(content.coloring);
  return (
    <div class="dv-space-line">
      <span>Color by</span>
      <MenuButton
        look="line"
        small
        caret
        title="What points are colored by (c)"
        aria-label={`Color by ${name}`}
        label={name}
        menu="Color by"
        menuWidth={200}
        items={() => [
          content.colorings.map((each) => ({
            icon: each.by === "value" ? ("number" as const) : ("classes" as const),
            label: nameOfColoring(each),
            checked: each === content.coloring,
            onPick: () => {
              settings.coloring.value = nameOfColoring(each);
            },
          })),
        ]}
      />
    </div>
  );
}

function Boxes({ settings, scene }: { settings: SpatialSettings; scene: CloudScene }) {
  const filter = { hiddenLabels: settings.hiddenLabels.value, leastScore: settings.leastScore.value };
  const shown = scene.boxes.filter((box) => isShown(box, filter)).length;
  const ends = scoreEnds(scene.boxes);
  const least = filter.leastScore ?? ends?.[0] ?? 0;
  return (
    <section>
      <h4>
        Boxes
        <small>
          {formatCount(shown)} of {formatCount(scene.boxes.length)}
        </small>
      </h4>
      <ul class="dv-space-classes">
        {labelsOf(scene.boxes).map(({ label, count, color }) => {
          const isOff = filter.hiddenLabels.has(label);
          return (
            <li key={label}>
              <button
                type="button"
                class={isOff ? "is-off" : ""}
                aria-pressed={!isOff}
                onClick={() => {
                  settings.hiddenLabels.value = toggled(filter.hiddenLabels, label);
                }}
              >
                <i style={{ "--dv-c": `rgb(${color.join(" ")})` }} />
                <span class="dv-text">{label}</span>
                <small>{formatCount(count)}</small>
              </button>
            </li>
          );
        })}
      </ul>
      {ends && (
        <div class="dv-space-line">
          <span>Score ≥</span>
          <Slider
            label="Least score"
            value={(least - ends[0]) / (ends[1] - ends[0])}
            text={least.toFixed(2)}
            onInput={(share) => {
              settings.leastScore.value = share === 0 ? null : ends[0] + share * (ends[1] - ends[0]);
            }}
          />
          <output>{least.toFixed(2)}</output>
        </div>
      )}
      <div class="dv-space-line">
        <span>Labels</span>
        <Segments
          label="Labels of boxes"
          segments={[
            { value: true, label: "Shown" },
            { value: false, label: "Hidden" },
          ]}
          value={settings.hasLabels.value}
          onPick={(hasLabels) => {
            settings.hasLabels.value = hasLabels;
          }}
        />
      </div>
    </section>
  );
}
