/** The calendar: clocks of time zones, ISO weeks, and texts of ISO 8601. */
import { nearName, quoted } from "../errors";
import { utc } from "../language/tokens";
import { argument, type Call } from "../language/tree";
import type { Typer } from "../typing";
import { Instant } from "../values";
import { literalText } from "./needs";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

const UTC_NAMES = ["UTC", "GMT", "Z", "Etc/UTC", "Etc/GMT"];
/** Offsets kept for a zone before they are forgotten. */
const MOST_KEPT = 20_000;

/** The clocks of a zone: what they show is milliseconds since 1970 as if it were UTC. */
export interface Zone {
  /** Minutes ahead of UTC, or null where that differs over the year. */
  readonly fixed: number | null;
  toLocal(ms: number): number;
  toUtc(shown: number): number;
}

function fixedZone(minutes: number): Zone {
  const offset = minutes * MINUTE;
  return { fixed: minutes, toLocal: (ms) => ms + offset, toUtc: (shown) => shown - offset };
}

const UTC_ZONE = fixedZone(0);

/** The minutes that a zone of one offset is ahead of UTC, or null for a named zone. */
export function offsetMinutes(name: string): number | null {
  if (UTC_NAMES.includes(name)) return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(name);
  if (match === null) return null;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

/** A zone by its name or offset, or null where there is none. */
function zoneNamed(name: string): Zone | null {
  const minutes = offsetMinutes(name);
  if (minutes !== null) return fixedZone(minutes);
  // Names are those of the tz database, by their letters' case.
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(name)) return null;
  let clock: Intl.DateTimeFormat;
  try {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
  const kept = new Map<number, number>();
  // Clocks change on quarters of an hour.
  const offsetAt = (ms: number): number => {
    const quarter = Math.floor(ms / (15 * MINUTE));
    const known = kept.get(quarter);
    if (known !== undefined) return known;
    if (kept.size > MOST_KEPT) kept.clear();
    const start = quarter * 15 * MINUTE;
    const offset = shownBy(clock, start) - start;
    kept.set(quarter, offset);
    return offset;
  };
  return {
    fixed: null,
    toLocal: (ms) => ms + offsetAt(ms),
    toUtc(shown) {
      const before = offsetAt(shown - DAY);
      const after = offsetAt(shown + DAY);
      const [first, last] = [shown - before, shown - after];
      // What clocks show twice is the later time; what they never show is read by the clocks before the change.
      if (offsetAt(last) === after) return last;
      return first;
    },
  };
}

function shownBy(clock: Intl.DateTimeFormat, ms: number): number {
  const part: Record<string, string> = {};
  for (const { type, value } of clock.formatToParts(ms)) part[type] = value;
  const year = part.era?.startsWith("B") ? 1 - Number(part.year) : Number(part.year);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
  return (
    date.getTime() + Number(part.hour) * HOUR + Number(part.minute) * MINUTE + Number(part.second) * 1000
  );
}

/** The zone of a call: UTC where none is given, null where null is. */
export function zoneOf(typer: Typer, call: Call): Zone | null {
  const tree = argument(call, "timezone");
  if (tree === null) return UTC_ZONE;
  const item = typer.type(tree);
  const name = literalText(typer, item, typer.called(call), "timezone", "'Europe/Berlin' or '+02:00'");
  if (name === null) return null;
  const zone = zoneNamed(name);
  if (zone !== null) return zone;
  const close = nearName(name, [...Intl.supportedValuesOf("timeZone"), "UTC"]);
  throw typer.error(
    "value",
    `There is no time zone ${quoted(name)}.`,
    item.span,
    close ? `Did you mean ${quoted(close)}?` : "Write 'Europe/Berlin' or '+02:00'.",
    close ? `'${close}'` : null,
  );
}

/** What a calendar and a clock show: months, days and weekdays count from 1, Monday first. */
export interface Shown {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  dayOfYear: number;
  isoDayOfWeek: number;
}

export function shownAt(local: number): Shown {
  const date = new Date(Math.floor(local));
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    dayOfYear: Math.floor((date.getTime() - startOfYear(year)) / DAY) + 1,
    isoDayOfWeek: ((date.getUTCDay() + 6) % 7) + 1,
  };
}

export function startOfMonth(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, 1);
  return date.getTime();
}

export const startOfYear = (year: number) => startOfMonth(year, 1);

/** The Monday of the first ISO week of a year, which holds January 4th. */
export function startOfIsoYear(year: number): number {
  const fourth = startOfYear(year) + 3 * DAY;
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY;
}

export function isoWeek(local: number): { year: number; week: number } {
  const { year } = shownAt(local);
  const years = [year + 1, year, year - 1];
  const found = years.find((each) => startOfIsoYear(each) <= local) ?? year;
  return { year: found, week: Math.floor((local - startOfIsoYear(found)) / WEEK) + 1 };
}

/** The week of the year as %U has it: Sundays begin weeks, and days before the first are in week 0. */
export function sundayWeek(local: number): number {
  const { dayOfYear, isoDayOfWeek } = shownAt(local);
  return Math.floor((dayOfYear + 6 - (isoDayOfWeek % 7)) / 7);
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?)?$/;

/** The date that an ISO 8601 text names, or null; with a zone given, the text must name none. */
export function parseIso(text: string, zone: Zone | null): Instant | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", named] = match;
  const local = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (local === null || (named !== undefined && zone !== null)) return null;
  const shown = local + Number(`${fraction}000000`.slice(0, 6)) / 1000;
  if (named === undefined) return new Instant(zone ? zone.toUtc(shown) : shown);
  return new Instant(shown - (offsetMinutes(named) ?? 0) * MINUTE);
}
