/** Dates written as text and read from it, by formats such as `%Y-%m-%d`. */
import { DATE, join, TEXT } from "../kinds";
import { utc } from "../language/tokens";
import { argument, type Call } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { Instant } from "../values";
import {
  DAY,
  isoWeek,
  MINUTE,
  offsetMinutes,
  parseIso,
  shownAt,
  startOfIsoYear,
  startOfYear,
  sundayWeek,
  type Zone,
  zoneOf,
} from "./calendar";
import { expect, expectDate, literalText, stopOf } from "./needs";
import { byName } from "./registry";

const WRITTEN = "YmdHMSLjbBGVUuwzZ%";
const READ = "YmdHMSLjbBGVuz%";
/** What a format must hold to name a day. */
const DAYS = ["Ymd", "Ybd", "YBd", "Yj", "GVu"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const pad = (value: number, width: number) => String(value).padStart(width, "0");

/** A format as letters, each after its `%`, and plain text. */
function pieces(format: string): { letter: string | null; text: string }[] {
  return Array.from(format.matchAll(/%([\s\S]?)|[^%]+/gu), ([text, letter]) => ({
    letter: letter ?? null,
    text,
  }));
}

/** The argument 'format' once every letter in it is known; undefined when it is left out, null when it is null. */
function formatOf(typer: Typer, call: Call, known: string): string | null | undefined {
  const tree = argument(call, "format");
  if (tree === null) return undefined;
  const item = typer.type(tree);
  const name = typer.called(call);
  const format = literalText(typer, item, name, "format", "'%Y-%m-%d'");
  for (const { letter } of pieces(format ?? ""))
    if (letter !== null && (letter === "" || !known.includes(letter)))
      throw typer.error(
        "value",
        `%${letter} means nothing in the format of ${name}.`,
        item.span,
        `There is ${Array.from(known, (each) => `%${each}`).join(", ")}.`,
      );
  return format;
}

function writtenPart(letter: string, ms: number, local: number): string {
  const shown = shownAt(local);
  switch (letter) {
    case "Y":
      return pad(shown.year, 4);
    case "m":
      return pad(shown.month, 2);
    case "d":
      return pad(shown.day, 2);
    case "H":
      return pad(shown.hour, 2);
    case "M":
      return pad(shown.minute, 2);
    case "S":
      return pad(shown.second, 2);
    case "L":
      return pad(shown.millisecond, 3);
    case "j":
      return pad(shown.dayOfYear, 3);
    case "b":
      return (MONTHS[shown.month - 1] ?? "").slice(0, 3);
    case "B":
      return MONTHS[shown.month - 1] ?? "";
    case "G":
      return pad(isoWeek(local).year, 4);
    case "V":
      return pad(isoWeek(local).week, 2);
    case "U":
      return pad(sundayWeek(local), 2);
    case "u":
      return String(shown.isoDayOfWeek);
    case "w":
      return String((shown.isoDayOfWeek % 7) + 1);
    case "%":
      return "%";
    default:
      return offsetText(Math.floor(local / MINUTE) - Math.floor(ms / MINUTE), letter);
  }
}

function offsetText(minutes: number, letter: string): string {
  const sign = minutes < 0 ? "-" : "+";
  const size = Math.abs(minutes);
  return letter === "Z" ? sign + size : sign + pad(Math.floor(size / 60), 2) + pad(size % 60, 2);
}

byName("$dateToString", "date format? timezone? onNull?", (typer, call) => {
  const date = expectDate(typer, typer.type(typer.named(call, "date")), typer.called(call));
  const zone = zoneOf(typer, call);
  const given = formatOf(typer, call, WRITTEN);
  const isUtc = zone === null || zone.fixed === 0;
  const format = given === undefined ? `%Y-%m-%dT%H:%M:%S.%L${isUtc ? "Z" : ""}` : given;
  const onNull = typer.optional(call, "onNull");
  const parts = pieces(format ?? "");
  return {
    span: call.span,
    kind: onNull ? join(TEXT, onNull.kind) : TEXT,
    run(frame) {
      const value = date.run(frame) as Instant | null;
      if (value == null) return onNull?.run(frame) ?? null;
      if (format === null || zone === null) return null;
      const local = zone.toLocal(value.ms);
      return parts
        .map(({ letter, text }) => (letter === null ? text : writtenPart(letter, value.ms, local)))
        .join("");
    },
  };
});

const PATTERNS: Record<string, string> = {
  Y: "(?<Y>\\d{1,4})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  L: "(?<L>\\d{1,3})",
  j: "(?<j>\\d{1,3})",
  G: "(?<G>\\d{4})",
  V: "(?<V>\\d{1,2})",
  u: "(?<u>\\d)",
  b: `(?<b>${MONTHS.map((month) => month.slice(0, 3)).join("|")})`,
  B: `(?<B>${MONTHS.join("|")})`,
  z: "(?<z>[+-]\\d\\d:?(?:\\d\\d)?|Z)",
  "%": "%",
};

type Reader = (text: string) => Instant | null;

/** What reads texts of a format; a letter that is there twice must say the same. */
function readerOf(format: string, zone: Zone): Reader {
  const seen = new Set<string>();
  const body = pieces(format).map(({ letter, text }) => {
    if (letter === null) return text.replace(/[\\^$.|?*+()[\]{}/]/g, "\\$&");
    if (seen.has(letter)) return `\\k<${letter}>`;
    if (letter !== "%") seen.add(letter);
    return PATTERNS[letter] ?? "";
  });
  const pattern = new RegExp(`^${body.join("")}$`, "i");
  return (text) => {
    const found = pattern.exec(text)?.groups;
    return found ? dateOf(found, zone) : null;
  };
}

function dateOf(found: Record<string, string | undefined>, zone: Zone): Instant | null {
  const number = (letter: string, otherwise: number) =>
    found[letter] === undefined ? otherwise : Number(found[letter]);
  const clock = utc(1970, 1, 1, number("H", 0), number("M", 0), number("S", 0));
  const day = dayOf(found, number);
  if (day === null || clock === null) return null;
  const shown = day + clock + (found.L === undefined ? 0 : Number(`0.${found.L}`) * 1000);
  if (found.z === undefined) return new Instant(zone.toUtc(shown));
  const minutes = offsetMinutes(found.z.toUpperCase());
  return minutes === null ? null : new Instant(shown - minutes * MINUTE);
}

function dayOf(
  found: Record<string, string | undefined>,
  number: (letter: string, otherwise: number) => number,
): number | null {
  if (found.G !== undefined) {
    const [week, day] = [number("V", 1), number("u", 1)];
    const start = startOfIsoYear(number("G", 1970)) + ((week - 1) * 7 + day - 1) * DAY;
    return week < 1 || week > 53 || day < 1 || day > 7 ? null : start;
  }
  const year = number("Y", 1970);
  if (found.j !== undefined) {
    const start = startOfYear(year) + (number("j", 1) - 1) * DAY;
    return shownAt(start).year === year ? start : null;
  }
  const name = (found.B ?? found.b)?.toLowerCase().slice(0, 3);
  const named = MONTHS.findIndex((month) => month.toLowerCase().slice(0, 3) === name) + 1;
  return utc(year, named || number("m", 1), number("d", 1));
}

byName("$dateFromString", "dateString format? timezone? onError? onNull?", (typer, call, operator) => {
  const name = typer.called(call);
  const onError = typer.optional(call, "onError");
  const onNull = typer.optional(call, "onNull");
  const given = typer.type(typer.named(call, "dateString"));
  const text: Node = onError ? given : expect(typer, given, "text", name);
  const format = formatOf(typer, call, READ);
  const at = argument(call, "format")?.span ?? call.span;
  const letters = pieces(format ?? "").map((piece) => piece.letter);
  if (format && !DAYS.some((day) => Array.from(day).every((letter) => letters.includes(letter))))
    throw typer.error("value", `The format of ${name} names no day.`, at, "Write '%Y-%m-%d'.");
  const zoneTree = argument(call, "timezone");
  const zone = zoneOf(typer, call);
  if (zoneTree && letters.includes("z"))
    throw typer.error(
      "value",
      `The texts of ${name} name their zone by %z; it takes no other.`,
      zoneTree.span,
      "Leave timezone out.",
    );
  const read: Reader | null =
    format === null || zone === null
      ? null
      : format === undefined
        ? (value) => parseIso(value, zoneTree ? zone : null)
        : readerOf(format, zone);
  let kind = onError ? join(DATE, onError.kind) : DATE;
  if (onNull) kind = join(kind, onNull.kind);
  return {
    span: call.span,
    kind,
    run(frame) {
      const value = text.run(frame);
      if (value == null) return onNull?.run(frame) ?? null;
      if (read === null) return null;
      const found = typeof value === "string" ? read(value) : null;
      if (found !== null) return found;
      if (onError) return onError.run(frame);
      throw stopOf(operator.name, call.span, [text], [value]);
    },
  };
});
