/** What both ways of writing share: limits, a place in the text, and literals. */
import { QueryError, type Span, span } from "../errors";
import { Instant } from "../values";

export const MAX_LENGTH = 64 * 1024;
const MAX_DEPTH = 64;
const MAX_NODES = 2000;
const MAX_PATTERN = 1000;

export const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const REGEX = /\/((?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+)\/([A-Za-z]*)/y;
const SPACE = /\s*/y;

/** The match of a sticky pattern at a place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export function fullMatch(pattern: RegExp, text: string): boolean {
  return matchAt(pattern, text, 0)?.[0].length === text.length;
}

export function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.[0].length ?? 0);
}

/** A place in the text of an expression, with the counters that bound its size. */
export class Cursor {
  position = 0;
  depth = 0;
  #nodes = 0;

  constructor(readonly text: string) {
    const length = Array.from(text).length;
    if (length > MAX_LENGTH)
      throw new QueryError(
        "limit",
        `The expression has ${length} characters; the limit is ${MAX_LENGTH}.`,
        span(0, text.length),
        "Split it into several clauses.",
      );
  }

  skipSpace(): void {
    this.position = skipSpace(this.text, this.position);
  }

  /** The next character after white space, or "" at the end. */
  peek(): string {
    this.skipSpace();
    const code = this.text.codePointAt(this.position);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position += 1;
    return true;
  }

  countNode(start: number): void {
    if (++this.#nodes > MAX_NODES)
      throw new QueryError(
        "limit",
        `The expression has more than ${MAX_NODES} parts.`,
        span(start, this.position),
        "Split it into several clauses; a long list of values is a table to join.",
      );
  }

  enter(start: number): void {
    if (++this.depth > MAX_DEPTH)
      throw new QueryError(
        "limit",
        `The expression is nested more than ${MAX_DEPTH} levels deep.`,
        span(start, start + 1),
        "Split it into several clauses.",
      );
  }

  leave(): void {
    this.depth -= 1;
  }

  /** A syntax error at the next token, or at the span given. */
  fail(
    message: string,
    more: { start?: number; end?: number; hint?: string; replacement?: string | null } = {},
  ): QueryError {
    if (more.start === undefined) this.skipSpace();
    const start = more.start ?? this.position;
    const code = this.text.codePointAt(start);
    const end = more.end ?? start + (code === undefined ? 0 : String.fromCodePoint(code).length);
    return new QueryError("syntax", message, span(start, end), more.hint ?? null, more.replacement ?? null);
  }

  /** A quoted text at the position, which must be at its quote. */
  string(): { value: string; span: Span } {
    const start = this.position;
    const match = matchAt(STRING, this.text, start);
    if (match === null)
      throw this.fail("This text is not closed.", {
        start,
        end: this.text.length,
        hint: `Add ${this.text[start]} at its end.`,
      });
    this.position = start + match[0].length;
    return { value: unescaped(match[0].slice(1, -1)), span: span(start, this.position) };
  }

  /** `/pattern/options` at the position, which must be at its slash. */
  regex(): { pattern: string; options: string; span: Span } {
    const start = this.position;
    const match = matchAt(REGEX, this.text, start);
    if (match === null)
      throw this.fail("This pattern is not closed.", {
        start,
        end: this.text.length,
        hint: "Add / at its end.",
      });
    this.position = start + match[0].length;
    const at = span(start, this.position);
    const pattern = match[1] ?? "";
    const length = Array.from(pattern).length;
    if (length > MAX_PATTERN)
      throw new QueryError(
        "limit",
        `The pattern has ${length} characters; the limit is ${MAX_PATTERN}.`,
        at,
        "Split it into several tests.",
      );
    // A slash is escaped only because slashes enclose the pattern.
    return { pattern: pattern.replaceAll("\\/", "/"), options: match[2] ?? "", span: at };
  }

  /** An unsigned number at the position. */
  number(): { value: bigint | number; span: Span } {
    const start = this.position;
    const match = matchAt(NUMBER, this.text, start);
    if (match === null) throw this.fail("Expected a number.", { start, hint: "Write 5, 0.5 or 5e-3." });
    this.position = start + match[0].length;
    return { value: toNumber(match[0]), span: span(start, this.position) };
  }
}

export function checkPath(path: readonly string[], at: Span): void {
  if (path.length > MAX_DEPTH)
    throw new QueryError(
      "limit",
      `The path has ${path.length} names; the limit is ${MAX_DEPTH}.`,
      at,
      "Name fewer.",
    );
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  const resolved = text.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  );
  // Half of a pair of units is no character.
  return resolved.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** The number written; integers that no column of integers holds become doubles. */
export function toNumber(text: string): bigint | number {
  if (/^\d{1,20}$/.test(text)) {
    const value = BigInt(text);
    if (value < 2n ** 64n) return value;
  }
  return Number(text);
}

const INSTANT =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[\s\S](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?([+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/;

/** The instant that an ISO 8601 text names, UTC when it names no zone, or null. */
export function toInstant(text: string): Instant | null {
  if (text.length < 8) return null;
  const match = INSTANT.exec(text.endsWith("Z") ? text.slice(0, -1) : text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = ""] = match;
  const parts = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = utc(...parts);
  if (ms === null) return null;
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(zone) ?? [];
  const offset =
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * (sign === "-" ? -1000 : 1000);
  return new Instant(ms + Number(`${fraction}000000`.slice(0, 6)) / 1000 - offset);
}

/** Milliseconds since 1970 of a day of the calendar and a time of day, or null where there is none. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number | null {
  if (year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return null;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** A text in single quotes that both ways of writing read back. */
export function writeText(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
}
