import { Button } from "../../controls/button";
import type { Look } from "./camera";
import type { SpatialSettings } from "./settings";
import type { SpatialIcon } from "./spatial-icons";
import "./spatial-icons";

const LOOK_BUTTONS: { look: Look; icon: SpatialIcon; title: string }[] = [
  { look: "corner", icon: "corner", title: "From the corner (1)" },
  { look: "top", icon: "above", title: "From above (2)" },
  { look: "front", icon: "before", title: "From the front (3)" },
  { look: "side", icon: "beside", title: "From the side (4)" },
];

export interface ToolbarProps {
  settings: SpatialSettings;
  /** How many of what there is, in words. */
  words: string;
  hasBoxes: boolean;
  isMesh: boolean;
  hasPanel: boolean;
  isFull: boolean;
  isNarrow: boolean;
  onLook(look: Look): void;
  onFit(): void;
  onPicture(): void;
  onPanel(): void;
  onFull(): void;
}

/** From where it is seen, what is drawn with it, and a picture of it. */
export function Toolbar(props: ToolbarProps) {
  const { settings, words, isNarrow } = props;
  return (
    <div class="dv-space-bar">
      <span class="dv-space-tools" role="group" aria-label="From where it is seen">
        {LOOK_BUTTONS.map(({ look, icon, title }) => (
          <Button key={look} icon={icon} title={title} onClick={() => props.onLook(look)} />
        ))}
        <Button icon="fit" title="All of it (0)" onClick={props.onFit} />
      </span>
      <span class="dv-space-tools" role="group" aria-label="What is drawn">
        {props.hasBoxes && (
          <Button
            icon="boxes"
            title="Boxes (b)"
            pressed={settings.hasBoxes.value}
            onClick={() => {
              settings.hasBoxes.value = !settings.hasBoxes.value;
            }}
          />
        )}
        <Button
          icon="grid"
          title="Grid (g)"
          pressed={settings.hasGrid.value}
          onClick={() => {
            settings.hasGrid.value = !settings.hasGrid.value;
          }}
        />
        {props.isMesh && (
          <Button
            icon="wire"
            title="Wireframe (w)"
            pressed={settings.isWire.value}
            onClick={() => {
              settings.isWire.value = !settings.isWire.value;
            }}
          />
        )}
      </span>
      {!isNarrow && <span class="dv-space-words">{words}</span>}
      <span class="dv-space-grow" />
      <Button icon="photo" title="Save a picture" onClick={props.onPicture} />
      <Button
        icon={props.isFull ? "close" : "expand"}
        title={props.isFull ? "Leave the full screen (f)" : "Full screen (f)"}
        onClick={props.onFull}
      />
      <Button icon="panel" title="Settings (p)" pressed={props.hasPanel} onClick={props.onPanel} />
    </div>
  );
}
