/** How long a version is kept, in seconds and in words. */
import { counted } from "./words";

export const UNITS = { hours: 3_600, days: 86_400, weeks: 604_800 } as const;

export type Unit = keyof typeof UNITS;

/** A length in the largest unit that has a whole number of it: 1,209,600 s are 2 weeks. */
export function inUnits(seconds: number): { count: number; unit: Unit } {
  for (const unit of ["weeks", "days"] as const) {
    if (seconds % UNITS[unit] === 0) return { count: seconds / UNITS[unit], unit };
  }
  return { count: Math.round((seconds / UNITS.hours) * 100) / 100, unit: "hours" };
}

/** "30 days", "2 weeks", "1 hour". */
export function lengthWords(seconds: number): string {
  const { count, unit } = inUnits(seconds);
  return Number.isInteger(count) ? counted(count, unit.slice(0, -1)) : `${count} ${unit}`;
}
