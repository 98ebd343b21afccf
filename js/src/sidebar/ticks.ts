/** What is ticked to be compared: two to eight of one kind. */
import type { Target } from "./targets";

export const MOST_TICKED = 8;

interface TickedRun {
  kind: "run";
  id: string;
  name: string;
}

interface TickedVersion {
  kind: "version";
  name: string;
  version: number;
}

/** A row that is ticked, with what the tray says of it. */
export type Tick = (TickedRun | TickedVersion) & { created_at: string; note: string };

export function tickKey(tick: TickedRun | TickedVersion): string {
  return tick.kind === "run" ? `run/${tick.id}` : `version/${tick.name}:v${tick.version}`;
}

export function tickTitle(tick: Tick): string {
  return tick.kind === "run" ? tick.name : `${tick.name}:v${tick.version}`;
}

/** The ticks with one more or one less; at most eight, the older first. */
export function toggled(ticks: readonly Tick[], tick: Tick): Tick[] {
  const rest = ticks.filter((other) => tickKey(other) !== tickKey(tick));
  if (rest.length < ticks.length) return rest;
  if (ticks.length >= MOST_TICKED) return [...ticks];
  return [...ticks, tick].sort(
    (a, b) => a.created_at.localeCompare(b.created_at) || tickTitle(a).localeCompare(tickTitle(b)),
  );
}

/** Why the ticked cannot be compared, as a sentence; empty when they can. */
export function whyNotCompared(ticks: readonly Tick[]): string {
  if (new Set(ticks.map(({ kind }) => kind)).size > 1) {
    return "Runs are compared with runs, and versions with versions.";
  }
  return ticks.length < 2 ? "Tick one more to compare." : "";
}

/** What shows the ticked side by side. */
export function comparison(ticks: readonly Tick[]): Target {
  const versions = ticks.flatMap((tick) => (tick.kind === "version" ? [tick] : []));
  if (versions.length > 0) {
    return { kind: "versions", versions: versions.map(({ name, version }) => ({ name, version })) };
  }
  return { kind: "runs", ids: ticks.flatMap((tick) => (tick.kind === "run" ? [tick.id] : [])) };
}
