import { formatX } from "../../charts/axis-format";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import type { MenuItem } from "../../controls/menu";
import { Slider } from "../../controls/slider";
import { formatNumber } from "../../format";
import { MenuButton } from "../menu-button";
import type { RunState } from "./run-state";
import { xKindOf, xNameOf } from "./series-store";

const MOST_SMOOTHING = 0.99;
/** Keys that the menu lists; the others are in the charts, and Python takes any. */
const MOST_KEYS = 16;

/** How charts are drawn: which, over what, how smooth. */
export function ChartTools({ state }: { state: RunState }) {
  const { find, smoothing, logY } = state.options;
  return (
    <>
      <label class="dv-run-find">
        <Icon name="search" size={14} />
        <input
          class="dv-field"
          type="search"
          placeholder="Find a metric"
          aria-label="Find a metric"
          value={find.value}
          onInput={(event) => {
            find.value = event.currentTarget.value;
          }}
        />
      </label>
      <ZoomChip state={state} />
      <XMenu state={state} />
      <div class="dv-run-smoothing" title="Exponential smoothing; the raw line stays behind">
        Smoothing
        <Slider
          label="Smoothing"
          value={smoothing.value / MOST_SMOOTHING}
          text={smoothing.value.toFixed(2)}
          onInput={(share) => {
            smoothing.value = Math.round(share * MOST_SMOOTHING * 100) / 100;
          }}
        />
        <output>{smoothing.value.toFixed(2)}</output>
      </div>
      <Button
        label="Log y"
        title="Logarithmic y axes"
        pressed={logY.value}
        onClick={() => {
          logY.value = !logY.value;
        }}
      />
    </>
  );
}

function ZoomChip({ state }: { state: RunState }) {
  const [from, to] = state.options.zoom.value;
  if (from === undefined || to === undefined) return null;
  const x =
    state.zoomedX.value ?? (state.options.xAxis.value === "auto" ? "_step" : state.options.xAxis.value);
  const kind = xKindOf(x);
  const words =
    kind === "number"
      ? `${xNameOf(x)} ${formatNumber(from)} to ${formatNumber(to)}`
      : kind === "time"
        ? `${formatX(from, kind, "")} to ${formatX(to, kind, "").split(" ").at(-1)}`
        : `${formatNumber(from)} to ${formatNumber(to)} s`;
  return (
    <Button
      small
      class="dv-run-zoom"
      label={
        <>
          <span class="dv-text">{words}</span>
          <Icon name="close" size={12} />
        </>
      }
      title="Show all of x (Esc or double click on a chart)"
      aria-label={`Reset the zoom, ${words}`}
      onClick={() => {
        state.options.zoom.value = [];
      }}
    />
  );
}

const AXES: Record<string, string> = {
  auto: "Step, or what define_metric says",
  _step: "Step",
  _relative: "Relative time",
  _timestamp: "Wall time",
};
const SHORT: Record<string, string> = { ...AXES, auto: "Step" };

function XMenu({ state }: { state: RunState }) {
  const chosen = state.options.xAxis.value;
  const info = state.info.value;
  const hasOwn = Object.values(info?.metrics ?? {}).some(({ step_metric }) => step_metric !== null);
  const item = (value: string, label: string): MenuItem => ({
    icon: value in AXES ? (value === "_step" || value === "auto" ? "asc" : "clock") : "number",
    label,
    checked: value === chosen || (value === "_step" && chosen === "auto" && !hasOwn),
    onPick: () => state.chooseX(value),
  });
  const keys = (info?.keys ?? []).filter(({ kind }) => kind === "number").map(({ key }) => key);
  // What others are drawn over, and what is called a step, comes first.
  const said = new Set(Object.values(info?.metrics ?? {}).map(({ step_metric }) => step_metric));
  const isStep = (key: string) => said.has(key) || /(^|[/_.])(step|epoch|iter|time|frame|batch)/i.test(key);
  const sorted = [...keys].sort((a, b) => Number(isStep(b)) - Number(isStep(a))).slice(0, MOST_KEYS);
  if (!(chosen in AXES) && !sorted.includes(chosen)) sorted.unshift(chosen);
  return (
    <MenuButton
      caret
      class="dv-run-x"
      title="What the charts are drawn over"
      aria-label={`x axis: ${SHORT[chosen] ?? chosen}`}
      label={
        <>
          <span class="dv-run-x-word">x axis</span>{" "}
          <b class="dv-run-chosen dv-text">{SHORT[chosen] ?? chosen}</b>
        </>
      }
      menu="x axis"
      items={() => [
        Object.entries(AXES)
          .filter(([value]) => value !== "auto" || hasOwn)
          .map(([value, label]) => item(value, label)),
        sorted.map((key) => item(key, key)),
      ]}
    />
  );
}
