/** What patterns are made of: sets of characters, written for JavaScript, and what is refused. */

export const SETS: Record<string, string> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: "\\t\\n\\u{B}\\f\\r ",
  h: "\\t \\u{A0}\\u{1680}\\u{180E}\\u{2000}-\\u{200A}\\u{202F}\\u{205F}\\u{3000}",
  v: "\\n\\u{B}\\f\\r\\u{85}\\u{2028}\\u{2029}",
};
/** What RE2 takes for these inside of a set. */
export const SETS_BUT: Record<string, string> = {
  D: "\\D",
  W: "\\u{0}-\\/:-@\\[-\\^`\\{-\\u{10FFFF}",
  S: "\\u{0}-\\u{8}\\u{B}\\u{E}-\\u{1F}!-\\u{10FFFF}",
};
export const POSIX: Record<string, string> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "0-9A-Za-z",
  upper: "A-Z",
  lower: "a-z",
  space: SETS.s as string,
  blank: "\\t ",
  word: SETS.w as string,
  xdigit: "0-9A-Fa-f",
  punct: "!-\\/:-@\\[-`\\{-~",
  cntrl: "\\u{0}-\\u{1F}\\u{7F}",
  print: " -~",
  graph: "!-~",
};
export const CONTROLS: Record<string, [string, number]> = {
  n: ["\\n", 10],
  r: ["\\r", 13],
  t: ["\\t", 9],
  f: ["\\f", 12],
  a: ["\\u{7}", 7],
  e: ["\\u{1B}", 27],
};
/** How a construct opens that engines without backtracking lack, and what it does. */
export const REFUSED: readonly [string, string][] = [
  ["(?=", "looks ahead"],
  ["(?!", "looks ahead"],
  ["(?<=", "looks behind"],
  ["(?<!", "looks behind"],
  ["(?>", "holds what it matched"],
  ["(?|", "numbers its groups anew"],
  ["(?(", "depends on a group"],
  ["(?R", "calls itself"],
  ["(?&", "calls a group"],
  ["(?P>", "calls a group"],
  ["(?P=", "refers back to a group"],
  ["(*", "steers the search"],
];

/** A pattern that cannot be used: the sentence, and where in the pattern. */
export class PatternError extends Error {
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
    readonly hint: string | null = null,
  ) {
    super(message);
  }
}

/** A character as it stands in a set. */
export function inSet(code: number): string {
  const character = String.fromCodePoint(code);
  return /^[0-9A-Za-z]$/.test(character) ? character : `\\u{${code.toString(16)}}`;
}
