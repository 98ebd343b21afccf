import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { MenuChoice } from "../menu-choice";
import { COLORING_NAMES, coloringsOf } from "./colors";
import type { MoleculeData } from "./fetch-molecule";
import type { Scene } from "./scene";
import { GROUNDS, type MoleculeSettings } from "./settings";
import { type Look, STYLE_NAMES, stylesOf } from "./styles";
import "./molecule-icons";

export interface MoleculeBarProps {
  settings: MoleculeSettings;
  data: MoleculeData | null;
  scene: Scene | null;
  look: Look | null;
  isPinned: boolean;
  isNarrow: boolean;
  onReset(): void;
  onSave(): void;
  onPin(): void;
  onStep(by: number): void;
}

const GROUND_NAMES = { view: "that of the view", white: "white", black: "black" };

/** What an open molecule can be told. */
export function MoleculeBar(props: MoleculeBarProps) {
  const { settings, data, scene, look } = props;
  const contents = scene?.contents;
  const flip = (setting: { value: boolean }) => () => {
    setting.value = !setting.value;
  };
  const ground = settings.ground.value;
  return (
    <div class="dv-molecule-bar">
      {data && data.count > 1 && <Steps {...props} data={data} />}
      <span class="dv-molecule-tools" role="group" aria-label="How it is drawn">
        {contents && look && (
          <>
            <MenuChoice
              label="Style"
              title="Style (1 to 6)"
              width={196}
              icon="molecule"
              options={stylesOf(contents).map((value) => ({ value, label: STYLE_NAMES[value] }))}
              value={look.style}
              onPick={(style) => {
                settings.style.value = style;
              }}
            />
            <MenuChoice
              label="Color by"
              title="Color by (c)"
              width={196}
              icon="shade"
              options={coloringsOf(contents).map((value) => ({ value, label: COLORING_NAMES[value] }))}
              value={look.coloring}
              onPick={(coloring) => {
                settings.coloring.value = coloring;
              }}
            />
          </>
        )}
        {contents?.hasHydrogens && (
          <Button
            icon="hydrogen"
            title="Hydrogens (h)"
            pressed={settings.hasHydrogens.value}
            onClick={flip(settings.hasHydrogens)}
          />
        )}
        {contents?.hasWater && (
          <Button
            icon="water"
            title="Water (w)"
            pressed={settings.hasWater.value}
            onClick={flip(settings.hasWater)}
          />
        )}
        <Button
          icon="label"
          title="Labels (l)"
          pressed={settings.hasLabels.value}
          onClick={flip(settings.hasLabels)}
        />
        <Button
          icon="ground"
          title={`Ground: ${GROUND_NAMES[ground]} (b)`}
          onClick={() => {
            settings.ground.value = GROUNDS[(GROUNDS.indexOf(ground) + 1) % GROUNDS.length] ?? "view";
          }}
        />
      </span>
      <span class="dv-molecule-grow" />
      <span class="dv-molecule-tools" role="group" aria-label="What to do with it">
        <Button
          icon="spin"
          title="Spin (space)"
          pressed={settings.isSpinning.value}
          onClick={flip(settings.isSpinning)}
        />
        <Button icon="fit" title="As at first (0)" disabled={!scene} onClick={props.onReset} />
        <Button
          icon="pin"
          title="Keep beside the next ones (p)"
          pressed={props.isPinned}
          disabled={!scene}
          onClick={props.onPin}
        />
        <Button icon="photo" title="Save a picture (s)" disabled={!scene} onClick={props.onSave} />
        <Button
          icon="panel"
          title="Properties (i)"
          pressed={settings.hasProperties.value}
          onClick={flip(settings.hasProperties)}
        />
      </span>
    </div>
  );
}

/** Which of a file's molecules is shown. */
function Steps({ data, onStep }: MoleculeBarProps & { data: MoleculeData }) {
  const name = typeof data.facts.name === "string" ? data.facts.name : "";
  return (
    <span class="dv-molecule-steps" role="group" aria-label="Molecules of the file">
      <Button
        icon="left"
        title="Previous of the file (,)"
        disabled={data.at === 0}
        onClick={() => onStep(-1)}
      />
      <output>
        <b>{formatCount(data.at + 1)}</b> of {formatCount(data.count)}
      </output>
      <Button
        icon="right"
        title="Next of the file (.)"
        disabled={data.at + 1 === data.count}
        onClick={() => onStep(1)}
      />
      {name && (
        <span class="dv-molecule-name dv-text" title={name}>
          {name}
        </span>
      )}
    </span>
  );
}
