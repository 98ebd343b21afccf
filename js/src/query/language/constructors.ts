/** Values that MongoDB's shell writes as calls: `ISODate('2021-04-01')`, `NumberLong(5)`. */
import { QueryError, type Span } from "../errors";
import { Instant } from "../values";
import { REFUSED_CONSTRUCTORS } from "./refused";
import { toInstant, toNumber } from "./tokens";
import type { Constant, Tree } from "./tree";

const DATES = ["ISODate", "Date"];
const NUMBERS = ["NumberInt", "NumberLong", "NumberDouble", "NumberDecimal"];
export const CONSTRUCTORS = new Set([...DATES, ...NUMBERS, ...REFUSED_CONSTRUCTORS]);

/** How MongoDB's extended JSON says the same: `{"$date": "2021-04-01T00:00:00Z"}`. */
export const EXTENDED: Record<string, string> = {
  $date: "ISODate",
  $numberInt: "NumberInt",
  $numberLong: "NumberLong",
  $numberDouble: "NumberDouble",
  $numberDecimal: "NumberDecimal",
};

/** The value that a call of the shell stands for; what is no constant among its arguments is a tree. */
export function construct(word: string, args: readonly (Constant | Tree)[], at: Span): Constant {
  if (REFUSED_CONSTRUCTORS.includes(word))
    throw new QueryError(
      "refused",
      `${word} makes a value of a type that tables have not.`,
      at,
      "Compare with a number, a text, true, false, null or a date.",
    );
  const [value] = args;
  if (!DATES.includes(word)) return numberOf(word, args.length === 1 ? value : undefined, at);
  if (value === undefined)
    throw new QueryError(
      "refused",
      `${word}() is the present moment, which differs from one run to the next, and is refused.`,
      at,
      "Write the time: ISODate('2021-04-01T12:00:00Z').",
    );
  const found = args.length === 1 ? instantOf(value) : null;
  if (found === null)
    throw new QueryError("syntax", `${word} takes a date as text.`, at, "ISODate('2021-04-01T12:00:00Z').");
  return found;
}

function instantOf(value: Constant | Tree): Instant | null {
  if (value instanceof Instant) return value;
  if (typeof value === "string") return toInstant(value);
  if (typeof value !== "number" && typeof value !== "bigint") return null;
  const ms = Number(value);
  return ms >= -62_135_596_800_000 && ms < 253_402_300_800_000 ? new Instant(ms) : null;
}

function numberOf(word: string, value: Constant | Tree | undefined, at: Span): Constant {
  const whole = word === "NumberInt" || word === "NumberLong";
  if (typeof value === "string") {
    if (whole && /^\s*[+-]?\d+\s*$/.test(value)) return BigInt(value.trim().replace(/^\+/, ""));
    if (!whole && ["NaN", "Infinity", "-Infinity"].includes(value)) return Number(value);
    if (!whole && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)) return Number(toNumber(value));
  } else if (typeof value === "number" || typeof value === "bigint") {
    if (!whole) return Number(value);
    if (typeof value === "bigint") return value;
    if (Number.isFinite(value)) return BigInt(Math.trunc(value));
  }
  throw new QueryError("syntax", `${word} takes a number.`, at, `${word}(5).`);
}
