/** Dates moved, cut to a unit of time, and counted between, by the calendar of a time zone. */
import { nearName, quoted } from "../errors";
import { DATE, INT64 } from "../kinds";
import { argument, type Call } from "../language/tree";
import { constantNode } from "../nodes";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { Instant, type Numeric } from "../values";
import { DAY, HOUR, MINUTE, shownAt, startOfMonth, WEEK, type Zone, zoneOf } from "./calendar";
import { expectDate, expectWhole, literalText, onValues, STOP, unlessNull } from "./needs";
import { byName, type Operator } from "./registry";

const MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };
const SPANS: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: WEEK,
};
const UNITS = [...Object.keys(SPANS), ...Object.keys(MONTHS)];
const BY_CLOCK = ["hour", "minute", "second", "millisecond"];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MOST_MONTHS = 3_000_000;
const YEAR_2000 = Date.UTC(2000, 0, 1);
const FIRST_MONDAY = YEAR_2000 + 2 * DAY;
const MOST_MS = 9e15;

/** The argument 'unit', null where it is null. */
function unitOf(typer: Typer, call: Call): string | null {
  const item = typer.type(typer.named(call, "unit"));
  const name = literalText(typer, item, typer.called(call), "unit", "'day'");
  if (name === null || UNITS.includes(name)) return name;
  const close = nearName(name, UNITS);
  const hint = close ? `Did you mean ${quoted(close)}?` : `There is ${UNITS.join(", ")}.`;
  throw typer.error(
    "value",
    `There is no unit ${quoted(name)}.`,
    item.span,
    hint,
    close ? `'${close}'` : null,
  );
}

/** The argument 'startOfWeek'; it says nothing for other units than weeks. */
function weekStart(typer: Typer, call: Call, unit: string | null): string | null {
  const tree = argument(call, "startOfWeek");
  if (tree === null) return "sunday";
  const item = typer.type(tree);
  const name = literalText(typer, item, typer.called(call), "startOfWeek", "'monday'");
  if (name === null) return unit === "week" ? null : "sunday";
  const day = DAYS.find((each) => [each, each.slice(0, 3)].includes(name.toLowerCase()));
  if (day === undefined)
    throw typer.error("value", `There is no day ${quoted(name)}.`, item.span, `There is ${DAYS.join(", ")}.`);
  return day;
}

/** How many days to move a date so that its week starts on Monday. */
const daysToMonday = (day: string) => (7 - DAYS.indexOf(day)) % 7;

function plusMonths(local: number, months: number): number {
  const { year, month, day } = shownAt(local);
  const start = startOfMonth(year, month);
  const to = startOfMonth(year, month + months);
  const { year: toYear, month: toMonth } = shownAt(to);
  const length = (startOfMonth(toYear, toMonth + 1) - to) / DAY;
  return to + (Math.min(day, length) - 1) * DAY + ((local - start) % DAY);
}

function addRule(typer: Typer, call: Call, operator: Operator): Node {
  const name = typer.called(call);
  const date = expectDate(typer, typer.type(typer.named(call, "startDate")), name);
  const amount = expectWhole(typer, typer.type(typer.named(call, "amount")), `The amount of ${name}`);
  const unit = unitOf(typer, call);
  const zone = zoneOf(typer, call);
  const sign = operator.name === "$dateSubtract" ? -1 : 1;
  return unlessNull(call, operator, [date, amount], DATE, ({ ms }: Instant, count: Numeric) => {
    if (unit === null || zone === null) return null;
    const steps = sign * Number(count);
    const span = SPANS[unit] ?? (MONTHS[unit] as number) * 31 * DAY;
    if (Math.abs(ms + steps * span) > MOST_MS) return STOP;
    return new Instant(moved(ms, unit, steps, zone));
  });
}

function moved(ms: number, unit: string, steps: number, zone: Zone): number {
  const span = SPANS[unit];
  if (span !== undefined && BY_CLOCK.includes(unit)) return ms + steps * span;
  const shown = zone.toLocal(ms);
  return zone.toUtc(
    span === undefined ? plusMonths(shown, steps * (MONTHS[unit] as number)) : shown + steps * span,
  );
}

byName("$dateAdd", "startDate unit amount timezone?", addRule);
byName("$dateSubtract", "startDate unit amount timezone?", addRule);

const monthNumber = (local: number) => {
  const { year, month } = shownAt(local);
  return year * 12 + month - 1;
};

byName("$dateDiff", "startDate endDate unit timezone? startOfWeek?", (typer, call, operator) => {
  const name = typer.called(call);
  const dates = ["startDate", "endDate"].map((part) =>
    expectDate(typer, typer.type(typer.named(call, part)), name),
  );
  const unit = unitOf(typer, call);
  const zone = zoneOf(typer, call);
  const start = weekStart(typer, call, unit);
  return unlessNull(call, operator, dates, INT64, (first: Instant, last: Instant) => {
    if (unit === null || zone === null || start === null) return null;
    const count = boundaries(unit, zone, daysToMonday(start) * DAY);
    return count(last.ms) - count(first.ms) + 0;
  });
});

/** How many boundaries of a unit lie before a date, from some point on. */
function boundaries(unit: string, zone: Zone, toMonday: number): (ms: number) => number {
  const months = MONTHS[unit];
  if (months !== undefined) return (ms) => Math.floor(monthNumber(zone.toLocal(ms)) / months);
  const span = SPANS[unit] as number;
  if (unit === "week") return (ms) => Math.floor((zone.toLocal(ms) + toMonday - FIRST_MONDAY) / WEEK);
  if (unit === "day") return (ms) => Math.floor(zone.toLocal(ms) / span);
  if (unit !== "hour") return (ms) => Math.floor(ms / span);
  // Where clocks change, hours that pass are not those that clocks show.
  return (ms) =>
    zone.fixed === null
      ? Math.floor(zone.toUtc(Math.floor(zone.toLocal(ms) / HOUR) * HOUR) / HOUR)
      : Math.floor(zone.toLocal(ms) / HOUR);
}

byName("$dateTrunc", "date unit binSize? timezone? startOfWeek?", (typer, call, operator) => {
  const name = typer.called(call);
  const date = expectDate(typer, typer.type(typer.named(call, "date")), name);
  const unit = unitOf(typer, call);
  const given = typer.optional(call, "binSize");
  const size = given ? expectWhole(typer, given, `The binSize of ${name}`) : constantNode(1n, call.span);
  const zone = zoneOf(typer, call);
  const start = weekStart(typer, call, unit);
  return onValues(call, operator, [date, size], DATE, (value, count) => {
    if (value == null || count == null || unit === null || zone === null || start === null) return null;
    if (Number(count) < 1 || Number(count) > MOST_MONTHS) return STOP;
    const shown = zone.toLocal((value as Instant).ms);
    return new Instant(zone.toUtc(cut(shown, unit, Number(count), daysToMonday(start))));
  });
});

/** The start of the bin of `size` units that holds a time; bins are counted from the year 2000. */
function cut(shown: number, unit: string, size: number, toMonday: number): number {
  const months = MONTHS[unit];
  if (months !== undefined) {
    const bin = months * size;
    return startOfMonth(2000, 1 + Math.floor((monthNumber(shown) - 24_000) / bin) * bin);
  }
  const span = (SPANS[unit] as number) * size;
  if (unit !== "week") return YEAR_2000 + Math.floor((shown - YEAR_2000) / span) * span;
  // 2000-01-01 is a Saturday: a week that starts on Saturday or Sunday comes before that Monday.
  const origin = FIRST_MONDAY - toMonday * DAY + (size > 1 && toMonday > 2 ? WEEK : 0);
  return origin + Math.floor((shown - origin) / span) * span;
}
