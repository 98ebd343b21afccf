import { Icon, type IconName } from "../controls/icon";

interface Option {
  name: string;
  label: string;
  icon: IconName;
}

export interface TilesProps {
  label: string;
  options: readonly Option[];
  chosen: string;
  onPick(name: string): void;
}

/** A few ways to show a column, side by side; with one way there is nothing to choose. */
export function Tiles({ label, options, chosen, onPick }: TilesProps) {
  if (options.length < 2) return null;
  return (
    <div class="dv-tiles" role="group" aria-label={label}>
      <small aria-hidden="true">{label}</small>
      <div>
        {options.map(({ name, label: word, icon }) => (
          <button
            key={name}
            type="button"
            class="dv-tile"
            role="menuitemradio"
            aria-checked={name === chosen}
            tabIndex={-1}
            title={word}
            onClick={() => onPick(name)}
          >
            <Icon name={icon} />
            <span class="dv-text">{word}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
