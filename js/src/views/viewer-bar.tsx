import { Button } from "../controls/button";
import { Segments } from "../controls/segments";
import { formatCount } from "../format";
import { RowBar } from "./row-bar";
import type { Mode } from "./sheets";
import "./picture-icons";

export interface ViewerBarProps {
  column: string;
  /** Row id, once it is known. */
  row: number | undefined;
  position: number;
  count: number;
  modes: readonly Mode[];
  mode: Mode;
  /** Other words for modes. */
  words?: Partial<Record<Mode, string>> | undefined;
  zoom: string;
  /** Whether there is room for words beside the icons. */
  hasWords: boolean;
  /** Null where there is nothing that a panel could hold. */
  hasPanel: boolean | null;
  onClose(): void;
  onStep(by: number): void;
  onMode(mode: Mode): void;
  /** Zoom by steps; 0 fits. */
  onZoom(by: number): void;
  onPanel(): void;
}

const MODES: Record<Mode, { label: string; icon: Mode; key: number }> = {
  side: { label: "Side by side", icon: "side", key: 1 },
  overlay: { label: "Overlay", icon: "overlay", key: 2 },
  swipe: { label: "Swipe", icon: "swipe", key: 3 },
  difference: { label: "Difference", icon: "difference", key: 4 },
};

/** The same of pictures that have nothing to lay over them. */
const SINGLE = { label: "Single", icon: "image" } as const;

/** The mode that a key chooses. */
export function modeOfKey(key: string): Mode | undefined {
  return (Object.keys(MODES) as Mode[]).find((mode) => String(MODES[mode].key) === key);
}

/** Back, which row, how it is laid out, how large. */
export function ViewerBar(props: ViewerBarProps) {
  const { column, row, position, count, modes, mode, words, zoom, hasWords, hasPanel } = props;
  return (
    <RowBar
      column={column}
      words={row === undefined ? undefined : `row ${formatCount(row + 1)}`}
      position={position}
      count={count}
      onClose={props.onClose}
      onStep={props.onStep}
    >
      {modes.length > 1 && (
        <Segments
          label="Layout of the pictures"
          iconsOnly={!hasWords}
          segments={modes.map((value) => {
            const { key, ...own } = MODES[value];
            const { label: usual, icon } = value === "overlay" && hasPanel === null ? SINGLE : own;
            const label = words?.[value] ?? usual;
            return { value, label, icon, title: `${label} (${key})` };
          })}
          value={mode}
          onPick={props.onMode}
        />
      )}
      {modes.length > 1 && <span class="dv-viewer-grow" />}
      <span class="dv-viewer-zoom">
        <Button icon="minus" title="Zoom out (−)" onClick={() => props.onZoom(-1)} />
        <output title="Screen pixels per image pixel">{zoom}</output>
        <Button icon="plus" title="Zoom in (+)" onClick={() => props.onZoom(1)} />
        <Button icon="fit" title="Fit (0)" onClick={() => props.onZoom(0)} />
      </span>
      {hasPanel !== null && (
        <Button
          icon="panel"
          pressed={hasPanel}
          title="Overlays (O)"
          aria-label="Overlays"
          onClick={props.onPanel}
        >
          <span class="dv-viewer-word">Overlays</span>
        </Button>
      )}
    </RowBar>
  );
}
