/** Dates put together from numbers, and taken apart into objects. */
import { quoted } from "../errors";
import { DATE, INT64, structOf } from "../kinds";
import { argument } from "../language/tree";
import { constantNode } from "../nodes";
import { Instant, objectOf, type Value } from "../values";
import { DAY, HOUR, MINUTE, startOfIsoYear, startOfMonth, zoneOf } from "./calendar";
import { PARTS } from "./dates";
import { expectDate, expectWhole, onValues, STOP, unlessNull } from "./needs";
import { byName } from "./registry";

const CLOCK = ["hour", "minute", "second", "millisecond"];
const CALENDAR = ["year", "month", "day", ...CLOCK];
const ISO = ["isoWeekYear", "isoWeek", "isoDayOfWeek", ...CLOCK];
/** A part may lie outside its range, as month 14 does, by this much. */
const MOST = 32_768;

byName(
  "$dateFromParts",
  "year? isoWeekYear? month? isoWeek? day? isoDayOfWeek? hour? minute? second? millisecond? timezone?",
  (typer, call, operator) => {
    const name = typer.called(call);
    const given = call.named.map((entry) => entry.name).filter((key) => key !== "timezone");
    const parts = given.includes("isoWeekYear") ? ISO : CALENDAR;
    const [first = ""] = parts;
    for (const { name: key, at } of call.named) {
      if (parts.includes(key) || key === "timezone") continue;
      const other = ["year", "month", "day"].includes(key) ? "year" : "isoWeekYear";
      if (!given.includes("year") && !given.includes("isoWeekYear"))
        throw typer.error("type", `${name} needs ${quoted(other)} for ${quoted(key)}.`, at);
      throw typer.error(
        "type",
        `${name} cannot mix ${quoted(key)} with ${quoted(first)}.`,
        at,
        `With ${quoted(first)} there is ${parts.slice(1).join(", ")}.`,
      );
    }
    if (!given.includes(first))
      throw typer.error(
        "type",
        `${name} needs 'year'.`,
        call.operatorSpan,
        "Or 'isoWeekYear', to count in weeks.",
      );
    const items = parts.map((part) => {
      const tree = argument(call, part);
      if (tree === null) return constantNode(CLOCK.includes(part) ? 0n : 1n, call.span);
      return expectWhole(typer, typer.type(tree), `The ${part} of ${name}`);
    });
    const zone = zoneOf(typer, call);
    return onValues(call, operator, items, DATE, (...values) => {
      if (zone === null || values.some((value) => value == null)) return null;
      const numbers = values.map(Number) as [number, number, number, number, number, number, number];
      const isOutside = (value: number, at: number) =>
        at === 0 ? value < 1 || value > 9999 : Math.abs(value) > MOST;
      if (numbers.some(isOutside)) return STOP;
      const [year, second, third, hour, minute, seconds, ms] = numbers;
      const start =
        parts === CALENDAR
          ? startOfMonth(year, second) + (third - 1) * DAY
          : startOfIsoYear(year) + (second * 7 + third - 8) * DAY;
      return new Instant(zone.toUtc(start + hour * HOUR + minute * MINUTE + seconds * 1000 + ms));
    });
  },
);

byName("$dateToParts", "date timezone? iso8601?", (typer, call, operator) => {
  const name = typer.called(call);
  const date = expectDate(typer, typer.type(typer.named(call, "date")), name);
  const iso = typer.optional(call, "iso8601");
  if (iso && (!iso.isLiteral || typeof iso.value !== "boolean"))
    throw typer.error("value", `The iso8601 of ${name} is true or false, written out.`, iso.span);
  const parts = iso?.value === true ? ISO : CALENDAR;
  const zone = zoneOf(typer, call);
  const kind = structOf(parts.map((part) => [part, INT64]));
  return unlessNull(call, operator, [date], kind, ({ ms }: Instant) => {
    if (zone === null) return null;
    const local = zone.toLocal(ms);
    return objectOf(
      parts.map((part): [string, Value] => [
        part,
        PARTS[part === "day" ? "dayOfMonth" : part]?.(local) ?? null,
      ]),
    );
  });
});
