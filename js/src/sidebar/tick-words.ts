import { MOST_TICKED, type Tick } from "./ticks";

/** Why a row cannot be ticked, as a sentence; empty where it can. */
export function refusedTick(ticks: readonly Tick[], isOn: boolean, isElsewhere: boolean): string {
  if (isOn) return "";
  if (isElsewhere) return "Only what is in the project that is shown can be compared";
  return ticks.length >= MOST_TICKED ? "Eight at most" : "";
}
