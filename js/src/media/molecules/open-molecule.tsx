import { useLayoutEffect, useState } from "preact/hooks";
import { formatCount } from "../../format";
import type { ViewerProps } from "../kinds";
import { coloringsOf } from "./colors";
import { MoleculeBar } from "./molecule-bar";
import { onMoleculeKey } from "./molecule-keys";
import { lookOf, MoleculePane } from "./molecule-pane";
import { Properties } from "./properties";
import type { Scene } from "./scene";
import { type MoleculeSettings, type Pinned, placeKey, settingsOf, togglePinned } from "./settings";
import { stylesOf } from "./styles";
import { useMolecule } from "./use-molecule";
import "./molecules.css";

const BAR_PX = 36;
const SIDE_PX = 232;
const GAP_PX = 8;
const NARROW_PX = 560;
const LEAST_PANE_PX = 180;

/** An open molecule, beside those that were kept, all turned by one hand. */
export function OpenMolecule({ item, source, width, height, keys }: ViewerProps) {
  const settings = settingsOf(source.view);
  const key = placeKey(source);
  const [at, setAt] = useState(settings.places.get(key) ?? 0);
  const [state, retry] = useMolecule(source, item, at);
  const [scene, setScene] = useState<Scene | null>(null);
  const data = state.status === "ready" ? state.data : null;
  const look = scene && lookOf(settings, scene);
  const pinned = settings.pinned.value.filter((one) => placeKey(one.source) !== key);
  const isPinned = pinned.length < settings.pinned.value.length;

  const step = (by: number) => {
    if (!data) return;
    const next = Math.max(0, Math.min(data.count - 1, at + by));
    settings.places.set(key, next);
    setAt(next);
  };
  const reset = () => {
    settings.turn.value = null;
    settings.resets.value++;
  };
  const pin = () => togglePinned(settings, { source, item, at });
  const save = () => {
    void scene
      ?.picture()
      .then((picture) => picture && download(picture, `${source.column}-${source.row + 1}.png`));
  };
  useLayoutEffect(() => {
    keys.current = (event) =>
      onMoleculeKey(event, {
        settings,
        styles: scene ? stylesOf(scene.contents) : [],
        colorings: scene ? coloringsOf(scene.contents) : ["element"],
        coloring: look?.coloring ?? "element",
        scene,
        reset,
        save,
        pin,
        step,
      });
  });

  const isNarrow = width < NARROW_PX;
  const hasSide = settings.hasProperties.value && data !== null;
  const across = hasSide && !isNarrow ? width - SIDE_PX - GAP_PX : width;
  const beside = pinned.slice(-Math.max(0, Math.floor((across + GAP_PX) / (LEAST_PANE_PX + GAP_PX)) - 1));
  // A narrow view has room for one of them, above.
  const shownBeside = isNarrow ? pinned.slice(-1) : beside;
  const each = isNarrow ? across : Math.floor((across + GAP_PX) / (shownBeside.length + 1)) - GAP_PX;
  const whole = height - BAR_PX - 4;
  const tall = isNarrow ? Math.floor((whole + GAP_PX) / (shownBeside.length + 1)) - GAP_PX : whole;
  return (
    <div class={`dv-molecule ${isNarrow ? "is-narrow" : ""}`}>
      <MoleculeBar
        settings={settings}
        data={data}
        scene={scene}
        look={look}
        isPinned={isPinned}
        isNarrow={isNarrow}
        onReset={reset}
        onSave={save}
        onPin={pin}
        onStep={step}
      />
      <div class="dv-molecule-body">
        {shownBeside.map((one) => (
          <PinnedMolecule
            key={placeKey(one.source)}
            one={one}
            settings={settings}
            width={each}
            height={tall}
          />
        ))}
        <MoleculePane
          key="open"
          item={item}
          state={state}
          settings={settings}
          width={each}
          height={tall}
          onRetry={retry}
          onScene={setScene}
          {...(shownBeside.length > 0 ? { title: titleOf({ source, item }) } : {})}
        />
        {hasSide && <Properties data={data} />}
      </div>
    </div>
  );
}

function PinnedMolecule(props: { one: Pinned; settings: MoleculeSettings; width: number; height: number }) {
  const { one, settings, width, height } = props;
  const [state, retry] = useMolecule(one.source, one.item, one.at);
  return (
    <MoleculePane
      item={one.item}
      state={state}
      settings={settings}
      width={width}
      height={height}
      onRetry={retry}
      title={titleOf(one)}
      onClose={() => togglePinned(settings, one)}
    />
  );
}

function titleOf({ source, item }: Pick<Pinned, "source" | "item">): string {
  const name = item.caption ?? item.facts.name;
  const row = `row ${formatCount(source.row + 1)}`;
  return name ? `${row} · ${String(name)}` : row;
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the address only after the click is done with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
