import type { Signal } from "@preact/signals";
import type { Range } from "../../charts/line-math";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import type { MenuItem } from "../../controls/menu";
import { Slider } from "../../controls/slider";
import { formatNumber } from "../../format";
import type { Band } from "../../runs/workspace-wire";
import { MenuButton } from "../menu-button";
import { xInWords } from "./words";
import { useWorkspace } from "./workspace-state";

const MOST_SMOOTHING = 0.99;
const BANDS: Record<Band, string> = {
  range: "lowest to highest",
  spread: "standard deviation",
  error: "standard error",
};
/** Keys that are listed as x axes beside the three that every run has. */
const MOST_KEYS = 12;

export interface ChartControlsProps {
  search: Signal<string>;
  /** That of the large chart. */
  zoom: Signal<Range | null> | undefined;
  /** What that is drawn over. */
  xName: string;
}

/** How charts are drawn: which, over what, how smooth. */
export function ChartControls({ search, zoom, xName }: ChartControlsProps) {
  const workspace = useWorkspace();
  const { x, smoothing, log_y, band } = workspace.charts.value;
  const range = zoom?.value;
  const keys = workspace.metrics.all.value.slice(0, MOST_KEYS).map(({ key }) => key);
  return (
    <div class="dv-chart-controls" role="toolbar" aria-label="Charts">
      <label class="dv-find">
        <Icon name="search" size={14} />
        <input
          class="dv-field"
          type="search"
          placeholder="Find a metric"
          aria-label="Find a metric"
          value={search.value}
          onInput={(event) => {
            search.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
        />
      </label>
      {range && (
        <Button
          small
          label={
            <>
              {xName === "_timestamp"
                ? "Zoomed"
                : `${xInWords(xName)} ${formatNumber(range[0])} to ${formatNumber(range[1])}`}
              <Icon name="close" size={12} />
            </>
          }
          title="Reset the zoom (Esc, double click)"
          aria-label="Reset zoom"
          onClick={() => {
            if (zoom) zoom.value = null;
          }}
        />
      )}
      <span class="dv-grow" />
      {workspace.isGrouped && (
        <Choice
          name="Band"
          value={BANDS[band]}
          items={(Object.keys(BANDS) as Band[]).map((value) => ({
            icon: "mean",
            label: BANDS[value],
            checked: value === band,
            onPick: () => workspace.chart({ band: value }),
          }))}
        />
      )}
      <Choice
        name="x axis"
        value={x === "auto" ? `${xInWords(xName)}` : xInWords(x)}
        items={[...new Set(["auto", "_step", "_relative", "_timestamp", ...keys, x])].map((value) => ({
          icon: value.startsWith("_") || value === "auto" ? "clock" : "number",
          label: value === "auto" ? "as each metric has it" : xInWords(value),
          checked: value === x,
          onPick: () => workspace.chart({ x: value }),
        }))}
      />
      <span class="dv-smoothing">
        <span>Smoothing</span>
        <Slider
          label="Smoothing"
          value={smoothing}
          text={formatNumber(smoothing)}
          onInput={(value) => workspace.chart({ smoothing: Math.min(MOST_SMOOTHING, value) })}
        />
        <output>{smoothing.toFixed(2)}</output>
      </span>
      <Button
        label="Log y"
        pressed={log_y}
        title="Logarithmic y axes"
        onClick={() => workspace.chart({ log_y: !log_y })}
      />
    </div>
  );
}

/** A button that says what is chosen, and opens what can be. */
export function Choice({ name, value, items }: { name: string; value: string; items: MenuItem[] }) {
  return (
    <MenuButton
      caret
      class="dv-choice"
      aria-label={`${name}: ${value}`}
      label={
        <>
          <span class="dv-quiet">{name}</span> <b class="dv-text">{value}</b>
        </>
      }
      menu={name}
      items={() => [items]}
    />
  );
}
