/** Reading expressions as the browser needs it: to colour them and to complete names. Python alone judges them. */

import { quoteName } from "./query-edit";
import type { CompletionItem } from "./wire";

export type TokenKind = "name" | "value" | "word" | "operator" | "space";

export interface Token {
  kind: TokenKind;
  text: string;
}

const WORDS = new Set(
  "and or not in is null true false nan contains startswith endswith matches between".split(" "),
);

const PATTERN =
  /(?<space>\s+)|(?<quoted>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?<tick>`[^`]*`?)|(?<number>\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?)|(?<table>\$(?:\d+|\*)\.)|(?<dollar>\$[A-Za-z]\w*)|(?<name>%?[\p{L}_][\p{L}\p{N}_%.]*)|(?<operator>[<>=!]=|<>|.)/gsu;

/** Cut an expression into coloured pieces; `columns` are names that may hold spaces or dashes. */
export function tokenize(text: string, columns: readonly string[] = []): Token[] {
  const unusual = columns
    .filter((name) => /[^\p{L}\p{N}_%.]/u.test(name))
    .sort((a, b) => b.length - a.length);
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const isWordStart = at === 0 || !/[\p{L}\p{N}_]/u.test(text[at - 1] ?? "");
    const known = isWordStart ? unusual.find((name) => text.startsWith(name, at)) : undefined;
    if (known) {
      tokens.push({ kind: "name", text: known });
      pattern.lastIndex = at + known.length;
      continue;
    }
    const match = pattern.exec(text);
    if (!match) break;
    const isCalled = /^\s*\(/.test(text.slice(pattern.lastIndex));
    tokens.push({ kind: kindOf(match, isCalled), text: match[0] });
  }
  return tokens;
}

function kindOf(match: RegExpExecArray, isCalled: boolean): TokenKind {
  const { space, quoted, tick, number, dollar, name } = match.groups ?? {};
  if (space) return "space";
  // In the Mongo form a field is a string that starts with a dollar.
  if (quoted) return /^["']\$/.test(quoted) ? "name" : "value";
  if (tick) return "name";
  if (number) return "value";
  if (dollar) return "word";
  if (name) return isCalled || WORDS.has(name.toLowerCase()) ? "word" : "name";
  return "operator";
}

/** The name being typed at the cursor: where it starts, and its letters so far. */
export function wordAt(text: string, cursor: number): { start: number; word: string } {
  const before = text.slice(0, cursor);
  const quotes = (before.match(/(?<!\\)["']/g) ?? []).length;
  if (quotes % 2 === 1 && !/["']\$[\w.%]*$/.test(before)) return { start: cursor, word: "" };
  const match = /`[^`]*$|[\p{L}_%][\p{L}\p{N}_%.]*$/u.exec(before);
  return match ? { start: match.index, word: match[0].replace(/^`/, "") } : { start: cursor, word: "" };
}

/** Names that fit a word: those that start with it, then those that hold it. */
export function completions(names: readonly string[], word: string): string[] {
  const sought = word.toLowerCase();
  const starting = names.filter((name) => name.toLowerCase().startsWith(sought));
  const holding = names.filter((name) => name.toLowerCase().indexOf(sought) > 0);
  return [...starting, ...holding];
}

/** Columns that fit the word at the cursor, as far as the browser knows, until Python says more. */
export function columnsAt(names: readonly string[], text: string, cursor: number): CompletionItem[] {
  const { start, word } = wordAt(text, cursor);
  if (/^\s*[{["']/.test(text) || (word === "" && text.trim() !== "")) return [];
  return completions(names, word)
    .filter((name) => name !== word)
    .map((name) => ({
      label: name,
      insert: quoteName(name),
      start,
      end: cursor,
      kind: "column",
      detail: "",
    }));
}

/** How many characters, as Python counts them, stand before an offset of the browser's. */
export function charactersOf(text: string, units: number): number {
  return Array.from(text.slice(0, units)).length;
}

/** Python counts characters where the browser counts UTF-16 units: an offset from there, as one here. */
export function unitsOf(text: string, characters: number): number {
  let units = 0;
  let count = 0;
  for (const character of text) {
    if (count++ >= characters) break;
    units += character.length;
  }
  return units;
}
