import { type Signal, signal } from "@preact/signals";
import type { Range } from "../../charts/line-math";
import { type HostModel, traitSignal } from "../../model";

export type Tab = "charts" | "media" | "histograms" | "console" | "artifacts";

/** How a run is looked at. */
export interface RunOptions {
  /** "auto", "_step", "_relative", "_timestamp", or a key with numbers. */
  xAxis: Signal<string>;
  smoothing: Signal<number>;
  logY: Signal<boolean>;
  find: Signal<string>;
  tab: Signal<Tab>;
  /** [from, to], or empty for all of x. */
  zoom: Signal<number[]>;
}

/** Options that Python knows: what is on the screen is what its view says. */
export function traitOptions(model: HostModel, gone: AbortSignal): RunOptions {
  const trait = <T>(name: string) => traitSignal<T>(model, name, gone);
  return {
    xAxis: trait("x_axis"),
    smoothing: trait("smoothing"),
    logY: trait("log_y"),
    find: trait("find"),
    tab: trait("tab"),
    zoom: trait("zoom"),
  };
}

/** Options as the traits of a view of the run alone. */
export function traitsOf({ xAxis, smoothing, logY, find, tab, zoom }: RunOptions): Record<string, unknown> {
  return {
    x_axis: xAxis.peek(),
    smoothing: smoothing.peek(),
    log_y: logY.peek(),
    find: find.peek(),
    tab: tab.peek(),
    zoom: zoom.peek(),
  };
}

/** Options of a run inside of another view. */
export function freshOptions(): RunOptions {
  return {
    xAxis: signal("auto"),
    smoothing: signal(0),
    logY: signal(false),
    find: signal(""),
    tab: signal<Tab>("charts"),
    zoom: signal<number[]>([]),
  };
}

export const rangeOf = ([from, to]: readonly number[]): Range | null =>
  from === undefined || to === undefined ? null : [from, to];
