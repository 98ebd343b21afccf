import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { Segments } from "../controls/segments";
import { Slider } from "../controls/slider";
import { formatShare } from "../format";
import {
  onlyClass,
  setOpacity,
  setStyle,
  showAllClasses,
  showOtherClasses,
  toggleClass,
  toggleGroup,
} from "../overlay-edit";
import { defaultOpacity, type LegendClass, type LegendGroup, legendOf } from "../overlays";
import type { LayerStyle } from "../wire";
import { ColorButton } from "./color-picker";
import { useView } from "./context";
import "./picture-icons";
import "./overlay-controls.css";

/** A share from 0 to 1; what is little is never written as nothing. */
export function shareText(share: number): string {
  return share > 0 && share < 0.0005 ? "< 0.1 %" : formatShare(share);
}

export function Eye({ name, isShown, onClick }: { name: string; isShown: boolean; onClick(): void }) {
  const title = `${isShown ? "Hide" : "Show"} ${name}`;
  return (
    <button type="button" class="dv-eye" aria-label={title} title={title} onClick={onClick}>
      <Icon name={isShown ? "eye" : "eye-off"} />
    </button>
  );
}

export function Swatch({ entry, isShown = true }: { entry: LegendClass; isShown?: boolean }) {
  const names = ["dv-swatch", entry.isRepeat && "dv-swatch-repeat", !isShown && "dv-swatch-off"];
  return <i class={names.filter(Boolean).join(" ")} style={{ "--dv-c": entry.css }} />;
}

const LOOKS = [
  { value: "fill", label: "Fill", icon: "fill" },
  { value: "outline", label: "Outline", icon: "outline" },
  { value: "both", label: "Outline and fill", icon: "both" },
] as const;
const LINES = [
  { value: "solid", label: "Solid line", icon: "solid" },
  { value: "dashed", label: "Dashed line", icon: "dashed" },
  { value: "dotted", label: "Dotted line", icon: "dotted" },
] as const;

export interface GroupListProps {
  groups: LegendGroup[];
  /** How a group is drawn now, as chosen or by default. */
  styleOf(group: LegendGroup): Required<LayerStyle>;
  /** Whether it is for a large picture, not for thumbnails. */
  isLarge?: boolean;
}

/** Each group of masks or boxes: shown or not, how strong, and as what. */
export function GroupList({ groups, styleOf, isLarge = false }: GroupListProps) {
  const { overlays } = useView();
  const { hidden_groups, opacity } = overlays.value;
  return (
    <ul class="dv-groups-list" aria-label="Groups">
      {groups.map((group) => {
        const { name } = group;
        const isShown = !hidden_groups.includes(name);
        const { look, line } = styleOf(group);
        const preset = group.kinds.includes("mask") ? defaultOpacity(group, isLarge, look) : 1;
        const strength = opacity[name] ?? preset;
        const change = (style: LayerStyle) => {
          overlays.value = setStyle(overlays.peek(), name, style);
        };
        return (
          <li key={name} class={isShown ? "" : "dv-is-off"}>
            <Eye
              name={name}
              isShown={isShown}
              onClick={() => {
                overlays.value = toggleGroup(overlays.peek(), name);
              }}
            />
            <span class="dv-group-name" title={name}>
              {name}
            </span>
            <Slider
              label={`Opacity of ${name}`}
              value={strength}
              onInput={(value) => {
                overlays.value = setOpacity(overlays.peek(), name, value);
              }}
            />
            <output>{Math.round(strength * 100)} %</output>
            <div class="dv-group-styles">
              <Segments
                label={`Look of ${name}`}
                iconsOnly
                segments={LOOKS}
                value={look}
                onPick={(value) => change({ look: value })}
              />
              {look !== "fill" && (
                <Segments
                  label={`Line of ${name}`}
                  iconsOnly
                  segments={LINES}
                  value={line}
                  onPick={(value) => change({ line: value })}
                />
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export interface ClassListProps {
  classes: LegendClass[];
  /** Figures at the end of a class's line. */
  figures(label: string): ComponentChildren;
  /** Names over the figures. */
  heads?: ComponentChildren;
  /** Class to light: the one under the pointer in the picture. */
  lit?: string | null;
}

/** A search field over the classes, each with an eye; pointing at one raises it in the pictures. */
export function ClassList({ classes, figures, heads, lit }: ClassListProps) {
  const view = useView();
  const [wanted, setWanted] = useState("");
  const { hidden_classes } = view.overlays.value;
  const labels = legendOf(view).value.classes.map(({ label }) => label);
  const hidden = classes.filter(({ label }) => hidden_classes.includes(label)).length;
  const found = classes.filter(({ label }) => label.toLowerCase().includes(wanted.trim().toLowerCase()));
  const raise = (label: string | null) => {
    view.hoverClass.value = label;
  };
  useEffect(() => () => raise(null), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const eyes = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".dv-eye")];
    const line = (event.target as HTMLElement).closest("li");
    const at = eyes.findIndex((eye) => line?.contains(eye));
    eyes[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="dv-class-list">
      <div class="dv-class-find">
        <Icon name="search" />
        <input
          type="search"
          placeholder={`Find a class of ${classes.length}`}
          aria-label="Find a class"
          data-find-class
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
          onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
        />
        {hidden > 0 && (
          <Button
            look="link"
            small
            label="Show all"
            title={`Show the ${hidden} hidden ${hidden === 1 ? "class" : "classes"} too`}
            onClick={() => {
              view.overlays.value = showAllClasses(view.overlays.value);
            }}
          />
        )}
      </div>
      {heads && <div class="dv-class-heads">{heads}</div>}
      <ul aria-label="Classes" onKeyDown={onKeyDown} onPointerLeave={() => raise(null)}>
        {found.map((entry) => {
          const { label } = entry;
          const isShown = !hidden_classes.includes(label);
          const names = [!isShown && "dv-is-off", lit === label && "dv-is-lit"].filter(Boolean).join(" ");
          return (
            <li
              key={label}
              class={names}
              onPointerEnter={() => raise(label)}
              onFocusCapture={() => raise(label)}
              onBlurCapture={() => raise(null)}
            >
              <Eye
                name={label}
                isShown={isShown}
                onClick={() => {
                  view.overlays.value = toggleClass(view.overlays.value, label);
                }}
              />
              <ColorButton entry={entry} isShown={isShown} />
              <span class="dv-class-name" title={label}>
                {label}
              </span>
              <span class="dv-class-picks">
                <button
                  type="button"
                  title={`Show ${label} alone. Again: show all`}
                  onClick={() => {
                    view.overlays.value = onlyClass(view.overlays.value, label, labels);
                  }}
                >
                  Only this
                </button>
                <button
                  type="button"
                  aria-label="All but this"
                  title={`Show all but ${label}`}
                  onClick={() => {
                    view.overlays.value = showOtherClasses(view.overlays.value, label);
                  }}
                >
                  All but
                </button>
              </span>
              {figures(label)}
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p class="dv-class-none">No class matches "{wanted.trim()}".</p>}
    </div>
  );
}
