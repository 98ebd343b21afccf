import { Icon } from "../controls/icon";
import { formatNumber, formatRows } from "../format";
import type { GroupBand as Band } from "../wire";
import { KeyValue } from "./group-key";
import { valueText } from "./groups";

export interface GroupBandProps {
  band: Band;
  expression: string;
  isOpen: boolean;
  onToggle(): void;
}

/** The groups that follow have this first key; stays under the heads while they pass. */
export function GroupBand({ band, expression, isOpen, onToggle }: GroupBandProps) {
  const { key, rows, mean, column } = band;
  const words = `${formatRows(rows)}${typeof mean === "number" ? `, mean ${column} ${formatNumber(mean)}` : ""}`;
  return (
    <div class="dv-band" role="row" aria-level={1} aria-expanded={isOpen}>
      <div role="rowheader">
        <button
          type="button"
          class="dv-band-toggle"
          data-toggle=""
          aria-expanded={isOpen}
          title={`${isOpen ? "Close" : "Open"} ${expression} ${valueText(key)}`}
          onClick={onToggle}
        >
          <Icon name={isOpen ? "down" : "right"} />
          <span class="dv-quiet">{expression}</span>
          <b>
            <KeyValue value={key} />
          </b>
          <small class="dv-quiet">{words}</small>
        </button>
      </div>
    </div>
  );
}
