/** What an expression that makes no sense answers: one sentence, where in the text, and what to do next. */
import type { Failure } from "../wire";

/** Offsets into the text of an expression, in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const NOWHERE: Span = { start: 0, end: 0 };

export function span(start: number, end: number): Span {
  return { start, end };
}

type FailureKind = "syntax" | "name" | "type" | "value" | "refused" | "limit" | "row";

/** Thrown while a text is read; `compile` gives it back as a `Failure`. */
export class QueryError extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly at: Span = NOWHERE,
    public hint: string | null = null,
    readonly replacement: string | null = null,
    /** Of names that no table has: such a part of `$*` is left out where another table has it. */
    readonly isUnknownColumn = false,
  ) {
    super(message);
  }

  /** The error as it crosses: offsets count characters, as Python counts them. */
  failure(text: string, clause: number | null = null): Failure {
    const { message, kind, hint, replacement } = this;
    return { kind, message, ...charactersIn(text, this.at), hint, replacement, clause };
  }
}

export function charactersIn(text: string, at: Span): Span {
  const count = (units: number) => Array.from(text.slice(0, units)).length;
  return span(count(at.start), count(at.end));
}

/** A row on which MongoDB stops with an error; thrown as it is, for it is met once a row. */
export class RowStop {
  constructor(
    /** What was computed: `$divide of 3 and 0`. */
    readonly what: string,
    readonly at: Span,
  ) {}
}

/** The known name that a name was most likely meant to be, or null: as Python's difflib finds it. */
export function nearName(name: string, known: Iterable<string>): string | null {
  const byLower = new Map<string, string>();
  for (const each of known) if (!byLower.has(each.toLowerCase())) byLower.set(each.toLowerCase(), each);
  const sought = name.toLowerCase();
  const letters = Array.from(sought);
  const same = byLower.get(sought);
  if (same !== undefined) return same;
  let best: string | null = null;
  let most = 0.6;
  for (const [lower, each] of byLower) {
    const ratio = likeness(Array.from(lower), letters);
    // Of equally near ones difflib takes the last in the alphabet.
    if (ratio > most || (ratio === most && (best === null || lower > best.toLowerCase()))) {
      best = each;
      most = ratio;
    }
  }
  return best;
}

/** Ratcliff and Obershelp's likeness of two texts, given by their letters, 0 to 1. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const total = a.length + b.length;
  if (2 * Math.min(a.length, b.length) < 0.6 * total) return 0;
  return total === 0 ? 1 : (2 * matching(a, b)) / total;
}

function matching(a: readonly string[], b: readonly string[]): number {
  let best = 0;
  let atA = 0;
  let atB = 0;
  let lengths: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const next: number[] = [];
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      const length = (lengths[j - 1] ?? 0) + 1;
      next[j] = length;
      if (length > best) {
        best = length;
        atA = i - length + 1;
        atB = j - length + 1;
      }
    }
    lengths = next;
  }
  if (best === 0) return 0;
  return (
    best + matching(a.slice(0, atA), b.slice(0, atB)) + matching(a.slice(atA + best), b.slice(atB + best))
  );
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text as the sentences of Python show it: in quotes, the single ones where they will do. */
export function quoted(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const body = value.replace(/[\\\p{C}\p{Z}]/gu, (letter) => (letter === " " ? letter : escaped(letter)));
  return quote + body.replaceAll(quote, `\\${quote}`) + quote;
}

/** A letter that cannot be seen, by its code. */
function escaped(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const [sign, width] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return ESCAPES[letter] ?? `\\${sign}${code.toString(16).padStart(Number(width), "0")}`;
}
