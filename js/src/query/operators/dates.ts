/** Parts of a date: year, month, hour, week, in UTC or a time zone. */
import { INT64 } from "../kinds";
import type { Node } from "../typed";
import type { Instant } from "../values";
import { isoWeek, type Shown, shownAt, sundayWeek, zoneOf } from "./calendar";
import { expectDate, unlessNull } from "./needs";
import { byName } from "./registry";

const part = (name: keyof Shown) => (local: number) => shownAt(local)[name];

/** Name of the operator -> the part of what clocks show. */
export const PARTS: Record<string, (local: number) => number> = {
  year: part("year"),
  month: part("month"),
  hour: part("hour"),
  minute: part("minute"),
  second: part("second"),
  millisecond: part("millisecond"),
  isoWeek: (local) => isoWeek(local).week,
  isoWeekYear: (local) => isoWeek(local).year,
  isoDayOfWeek: part("isoDayOfWeek"),
  dayOfMonth: part("day"),
  dayOfWeek: (local) => (shownAt(local).isoDayOfWeek % 7) + 1,
  dayOfYear: part("dayOfYear"),
  week: sundayWeek,
};

for (const [name, find] of Object.entries(PARTS))
  byName(
    `$${name}`,
    "date timezone?",
    (typer, call, operator) => {
      const date =
        call.named.length > 0
          ? typer.type(typer.named(call, "date"))
          : (typer.args(call, operator)[0] as Node);
      const item = expectDate(typer, date, typer.called(call));
      const zone = zoneOf(typer, call);
      return unlessNull(call, operator, [item], INT64, ({ ms }: Instant) =>
        zone === null ? null : find(zone.toLocal(ms)),
      );
    },
    1,
  );
