/** What the clauses of a filter look for in a text column, and where it stands in a text. */
import type { Clause } from "../wire";

/** A piece of a text, and whether it is what a clause looks for. */
export interface MarkedPiece {
  text: string;
  isHit: boolean;
}

const TOKENS =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?:[^/\\\n]|\\.)+\/[a-z]*|`(?:[^`]|``)+`|\$?[\p{L}_][\p{L}\p{N}_%.]*|\S/gu;
/** How a word makes a pattern of a text. */
const TESTS: Record<string, (text: string) => string> = {
  contains: escaped,
  startswith: (text) => `^${escaped(text)}`,
  endswith: (text) => `${escaped(text)}$`,
  matches: (text) => text,
  regex: (text) => text,
  regexmatch: (text) => text,
  regexfind: (text) => text,
  regexfindall: (text) => text,
};
/** More hits in one text than anyone looks at. */
const MOST_HITS = 1000;

/** Patterns of the texts that clauses look for in a column; those that are off or negated look for nothing. */
export function soughtIn(filters: readonly Clause[], column: string): RegExp[] {
  return filters.flatMap(({ text, on, negated }) => (on && !negated ? patternsIn(text, column) : []));
}

function patternsIn(clause: string, column: string): RegExp[] {
  const found: RegExp[] = [];
  let [name, test, isNot] = ["", "", false];
  for (const [token] of clause.matchAll(TOKENS)) {
    const word = token.replace(/^\$/, "").toLowerCase();
    if (TESTS[word]) test = word;
    else if (word === "not") isNot = true;
    else if (word === "and" || word === "or") [name, test, isNot] = ["", "", false];
    else if (/^(["'/])./.test(token) && token.length > 1) {
      const inner = literal(token);
      if (inner.text.startsWith("$") && token[0] !== "/") name = inner.text.slice(1);
      else if (name === column && test !== "" && !isNot) found.push(...pattern(inner, test));
    } else if (token.startsWith("`")) name = token.slice(1, -1).replaceAll("``", "`");
    else if (/^[\p{L}_]/u.test(token) && word !== "input" && word !== "options") name = token;
  }
  return found;
}

function literal(token: string): { text: string; flags: string } {
  if (token.startsWith("/")) {
    const end = token.lastIndexOf("/");
    return { text: token.slice(1, end), flags: token.slice(end + 1) };
  }
  return { text: token.slice(1, -1).replace(/\\(.)/g, "$1"), flags: "" };
}

function pattern({ text, flags }: { text: string; flags: string }, test: string): RegExp[] {
  const make = TESTS[test] as (text: string) => string;
  if (text === "") return [];
  try {
    return [new RegExp(make(text), `gu${[...flags].filter((flag) => "ims".includes(flag)).join("")}`)];
  } catch {
    // A pattern that the engine takes and the browser does not: the rows are right, and nothing is marked.
    return [];
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => (sign === "-" ? "\\x2d" : `\\${sign}`));
}

/** From where to where what is looked for stands, in order and apart from each other. */
export function hitsOf(text: string, patterns: readonly RegExp[]): [number, number][] {
  const all: [number, number][] = [];
  for (const one of patterns) {
    for (const { index, 0: hit } of text.matchAll(one)) {
      if (hit) all.push([index, index + hit.length]);
      if (all.length >= MOST_HITS) break;
    }
  }
  const apart: [number, number][] = [];
  for (const [from, to] of all.sort((a, b) => a[0] - b[0])) {
    const last = apart.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

/** A text in pieces, what is looked for marked. */
export function markedPieces(text: string, hits: readonly (readonly [number, number])[]): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (const [from, to] of hits) {
    if (from > at) pieces.push({ text: text.slice(at, from), isHit: false });
    pieces.push({ text: text.slice(from, to), isHit: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false });
  return pieces;
}
