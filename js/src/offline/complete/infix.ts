/** Completion of the infix form: a forgiving reading of what stands before the cursor; see `complete_infix.py`. */
import { FUNCTIONS, functionNames, namesOf, operatorOf, POSITIONAL } from "../../query/language/functions";
import { CONSTANTS, KEYWORDS, TEXT_TESTS } from "../../query/language/names";
import { ANY, type TableName } from "../../query/language/tree";
import { writeName } from "../../query/language/write-infix";
import {
  classOffers,
  FIELDS,
  FIRST,
  FUNCTION_ORDER,
  NAMES,
  noun,
  type Offer,
  offer,
  type Place,
  type Placed,
  signature,
  WORDS,
} from "./offers";
import type { Bound, Found, Named, Sight } from "./sight";

const TOKEN =
  /(?<space>\s+)|(?<string>'(?:[^'\\]|\\[\s\S])*'?|"(?:[^"\\]|\\[\s\S])*"?)|(?<tick>`(?:[^`]|``)*`?)|(?<variable>\$\$[\p{L}\p{N}_.]*)|(?<table>\$(?:\d+|\*)?\.?)|(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?)|(?<name>[%\p{L}\p{N}_]+)|(?<symbol>==|!=|<>|>=|<=|&&|\|\||[\s\S])/uy;
const PATTERN = /\/(?:[^/\\\n]|\\.)*(?:\/[A-Za-z]*)?/y;
const PLAIN = /^[%\p{L}\p{N}_]+$/u;
const SAFE = /^[%\p{L}\p{N}_][%\p{L}\p{N}_.]*$/u;
const LETTER = /[\p{L}\p{N}_]/u;
const MAX_DEPTH = 64;
const LOOKS = new Set(["any", "all", "none", "count", "$filter", "$map", "$reduce"]);
const OPERAND_WORDS = new Set(["and", "or", "not", "in", "between", "matches", ...TEXT_TESTS]);
const COMPARE = ["==", "!=", ">", ">=", "<", "<="];
const AFTER: Record<string, readonly string[]> = {
  text: [
    "==",
    "!=",
    "in",
    "contains",
    "startswith",
    "endswith",
    "matches",
    "is null",
    "is not null",
    "not in",
  ],
  number: [...COMPARE, "in", "between", "is null", "is not null", "not in", "+", "-", "*", "/", "%"],
  date: [...COMPARE, "between", "is null", "is not null"],
  boolean: ["and", "or", "==", "is null", "is not null"],
  list: ["contains", "is null", "is not null"],
  struct: ["is null", "is not null"],
};

interface Token {
  kind: string;
  text: string;
  start: number;
}

/** A bracket that is open at the cursor; `word` is the function it belongs to. */
interface Frame {
  opener: string;
  word: string;
  /** Number of the token that opened it. */
  at: number;
  /** Numbers of the tokens that part its items. */
  commas: number[];
}

const endOf = ({ start, text }: Token) => start + text.length;

/** The places that a completion at `cursor` may replace, each with what fits there. */
export function infixOffers(text: string, cursor: number, sight: Sight): Placed[] {
  const tokens = read(text, cursor, sight);
  const partial = partialOf(tokens, cursor);
  const before = partial ? tokens.slice(0, -1) : tokens;
  const place = placeOf(text, cursor, partial);
  const frames = framesOf(before);
  if (frames.length > MAX_DEPTH) return [];
  sight.bound = boundIn(text, before, frames, sight);
  // Inside a text only the names of classes are known.
  if (partial?.kind === "string") return [[place, classesFor(before, frames, sight)]];
  if (partial?.kind === "variable") return variables(partial, place, sight);
  if (isAfterDot(before)) return [[place, sight.members(foundAt(before.slice(0, -1), sight)).map(field)]];
  if (partial?.kind === "table" && partial.text.endsWith("."))
    return [[{ start: cursor, end: place.end, typed: "" }, columns(sight, tableOf(partial))]];
  const last = before.at(-1);
  if (last?.kind === "table" && last.text.endsWith(".")) return [[place, columns(sight, tableOf(last))]];
  if (partial?.kind === "table") return [[place, tables(sight)]];
  const unusual = unusualNames(text, cursor, place, sight);
  if (!isAfterValue(before)) return [...unusual, [place, operands(before, frames, sight)]];
  // Right behind a finished value nothing is being typed yet.
  const isApart = partial !== null || endOf(last as Token) < cursor;
  return isApart ? [...unusual, [place, afterValue(before, sight)]] : unusual;
}

function read(text: string, cursor: number, sight: Sight): Token[] {
  const known = sight.names
    .filter((name) => name !== "" && !PLAIN.test(name))
    .sort((a, b) => b.length - a.length);
  const written = text.slice(0, cursor);
  const tokens: Token[] = [];
  let at = 0;
  while (at < cursor) {
    const name = known.find((one) => written.startsWith(one, at) && isWhole(text, at, one));
    if (name !== undefined) {
      tokens.push({ kind: "name", text: name, start: at });
      at += name.length;
      continue;
    }
    const last = tokens.at(-1)?.text.toLowerCase();
    const isPattern = text[at] === "/" && (last === undefined || ["matches", "(", ",", "="].includes(last));
    const pattern = isPattern ? PATTERN : TOKEN;
    pattern.lastIndex = at;
    const match = pattern.exec(written);
    if (!match) break;
    const kind = Object.entries(match.groups ?? { string: match[0] }).find(
      ([, value]) => value !== undefined,
    );
    if (kind && kind[0] !== "space") tokens.push({ kind: kind[0], text: match[0], start: at });
    at += match[0].length;
  }
  return tokens;
}

/** Whether a name that stands in a text ends and begins there. */
function isWhole(text: string, at: number, name: string): boolean {
  const isLetter = (letter: string | undefined) => letter !== undefined && LETTER.test(letter);
  const after = at + name.length;
  return !(isLetter(name[0]) && isLetter(text[at - 1])) && !(isLetter(name.at(-1)) && isLetter(text[after]));
}

/** The token that is still being typed. */
function partialOf(tokens: readonly Token[], cursor: number): Token | null {
  const last = tokens.at(-1);
  if (!last || endOf(last) !== cursor) return null;
  if (["name", "variable", "table"].includes(last.kind)) return last;
  const quote = last.text[0] as string;
  const isOpen = last.text.length === 1 || !last.text.endsWith(quote) || last.text.endsWith(`\\${quote}`);
  return (last.kind === "tick" || last.kind === "string") && isOpen ? last : null;
}

function placeOf(text: string, cursor: number, partial: Token | null): Place {
  if (!partial) return { start: cursor, end: cursor, typed: "" };
  const rest = text.slice(cursor);
  let end = cursor;
  if (partial.kind === "name" || partial.kind === "variable")
    end += /^[%\p{L}\p{N}_]*/u.exec(rest)?.[0].length ?? 0;
  if (partial.kind === "tick" || partial.kind === "string") {
    const quote = partial.text[0] as string;
    end += new RegExp(`^[^${quote}\\s]*${quote}`).exec(rest)?.[0].length ?? 0;
  }
  return { start: partial.start, end, typed: partial.text.replace(/^[`'"]+/, "") };
}

function framesOf(tokens: readonly Token[]): Frame[] {
  const frames: Frame[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "symbol") continue;
    if (token.text === "(" || token.text === "[") {
      const last = tokens[at - 1];
      const word = token.text === "(" && last?.kind === "name" ? last.text : "";
      frames.push({ opener: token.text, word, at, commas: [] });
    } else if (token.text === ")" || token.text === "]") frames.pop();
    else if (token.text === ",") frames.at(-1)?.commas.push(at);
  }
  return frames;
}

/** The elements that the list functions around the cursor look at. */
function boundIn(text: string, tokens: readonly Token[], frames: readonly Frame[], sight: Sight): Bound[] {
  let bound: Bound[] = [];
  for (const frame of frames) {
    const operator = frame.word ? operatorOf(frame.word) : null;
    const [comma] = frame.commas;
    if (operator === null || !LOOKS.has(operator) || comma === undefined) continue;
    sight.bound = bound;
    const first = text.slice(endOf(tokens[frame.at] as Token), (tokens[comma] as Token).start);
    const found = sight.element(first);
    bound =
      operator === "$reduce"
        ? [...bound, { name: "value", kind: null, origin: null }, { name: "this", ...found }]
        : [...bound, { name: "it", ...found }];
  }
  return bound;
}

function isAfterDot(tokens: readonly Token[]): boolean {
  const [before, dot] = tokens.slice(-2);
  if (!before || dot?.text !== "." || endOf(before) !== dot.start) return false;
  return ["name", "tick", "variable"].includes(before.kind);
}

/** The path whose last token is the last one, and its table. */
function pathOf(tokens: readonly Token[]): { path: string[]; table: TableName | null } {
  const path: string[] = [];
  let at = tokens.length;
  for (;;) {
    const token = tokens[at - 1];
    if (token?.kind !== "name" && token?.kind !== "tick") break;
    const isTick = token.kind === "tick";
    path.unshift(isTick ? token.text.replace(/^`+|`+$/g, "").replaceAll("``", "`") : token.text);
    at -= 1;
    const dot = tokens[at - 1];
    if (at > 1 && dot?.text === "." && endOf(dot) === token.start) at -= 1;
    else break;
  }
  const before = tokens[at - 1];
  const isTable = path.length > 0 && before?.kind === "table" && before.text.endsWith(".");
  return { path, table: isTable ? tableOf(before) : null };
}

/** What the path that ends with the last token leads to. */
function foundAt(tokens: readonly Token[], sight: Sight): Found {
  const last = tokens.at(-1);
  if (last?.kind === "variable") {
    const [name = "", ...path] = last.text.slice(2).split(".");
    return sight.variable(name, path);
  }
  const { path, table } = pathOf(tokens);
  return sight.follow(path, table, true);
}

function field([name, kind]: Named): Offer {
  return offer(name, PLAIN.test(name) ? name : writeName(name), "field", noun(kind), FIELDS);
}

function variables(partial: Token, place: Place, sight: Sight): Placed[] {
  const [name = "", ...path] = partial.text.slice(2).split(".");
  const typed = path.at(-1);
  if (typed !== undefined) {
    const members = sight.members(sight.variable(name, path.slice(0, -1)));
    const offers = members.map(([key, kind]) => offer(key, key, "field", noun(kind), FIELDS));
    return [[{ start: endOf(partial) - typed.length, end: place.end, typed }, offers]];
  }
  const named = sight.bound.map((bound) =>
    offer(`$$${bound.name}`, `$$${bound.name}`, "variable", noun(bound.kind)),
  );
  return [[place, [...named, offer("$$ROOT", "$$ROOT", "variable", "the whole row")]]];
}

/** The table that `$1.` or `$*.` names. */
function tableOf({ text }: Token): TableName {
  const name = text.slice(1).replace(/\.+$/, "");
  return name === ANY ? ANY : Number(name || 0);
}

/** How each of several tables is written. */
function tables(sight: Sight): Offer[] {
  return sight.tables().map(([written, label]) => offer(`${written}.`, `${written}.`, "table", label));
}

function columns(sight: Sight, table: TableName | null): Offer[] {
  const hidden = new Set([...sight.fields().map(([name]) => name), ...sight.bound.map(({ name }) => name)]);
  return sight.columns(table).map(([name, kind]) => {
    const isSafe = SAFE.test(name) && !KEYWORDS.has(name.toLowerCase()) && !/^\p{Nd}/u.test(name);
    const plain = isSafe ? name : writeName(name);
    const written = table === null && hidden.has(name) ? `$0.${plain}` : plain;
    const ofTable = table === null && !isSafe ? sight.written(name) : null;
    return offer(ofTable ?? name, ofTable ?? written, "column", noun(kind));
  });
}

/** Columns whose names hold spaces or dashes, of which more than one word was typed. */
function unusualNames(text: string, cursor: number, place: Place, sight: Sight): Placed[] {
  const written = text.slice(0, cursor);
  return sight.columns().flatMap(([name, kind]): Placed[] => {
    if (PLAIN.test(name)) return [];
    for (let length = Math.min(name.length, cursor); length > 1; length--) {
      const start = cursor - length;
      if (!written.endsWith(name.slice(0, length)) || start >= place.start) continue;
      const before = text[start - 1];
      if (before !== undefined && LETTER.test(before)) continue;
      const found = offer(name, writeName(name), "column", noun(kind));
      return [[{ start, end: place.end, typed: text.slice(start, cursor) }, [found]]];
    }
    return [];
  });
}

function isAfterValue(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  if (!last || last.kind === "table") return false;
  if (last.kind === "symbol") return last.text === ")" || last.text === "]";
  if (last.kind !== "name") return true;
  const word = last.text.toLowerCase();
  if (word === "is") return true;
  if (word !== "not") return !OPERAND_WORDS.has(word);
  let before = tokens.length - 1;
  while (before > 0 && tokens[before - 1]?.text.toLowerCase() === "not") before -= 1;
  if (before === 0) return false;
  return tokens[before - 1]?.text.toLowerCase() === "is" || isAfterValue(tokens.slice(0, before));
}

function afterValue(tokens: readonly Token[], sight: Sight): Offer[] {
  const keywords = (words: readonly string[]) => words.map((word) => offer(word, word, "keyword", "", FIRST));
  const words = tokens.slice(-3).map(({ text }) => text.toLowerCase());
  const last = words.at(-1) as string;
  const isNot = (at: readonly string[]) => at[0] === "is" && at[1] === "not";
  if ((last === "a" || last === "an") && (words.at(-2) === "is" || isNot(words)))
    return keywords(["number", "text", "date", "list", "object", "boolean"]);
  if (last === "is" || isNot(words.slice(-2))) {
    const first = last === "is" ? ["null", "not null", "nan"] : ["null", "nan"];
    return keywords([...first, "text", "a number", "a date", "a list", "an object", "a boolean"]);
  }
  if (last === "not") return keywords(["in", "between", "matches", ...TEXT_TESTS]);
  const fitting = AFTER[foundAt(tokens, sight).kind?.name ?? ""] ?? [];
  const others = ["and", "or", "in", "is null", "is not null", "contains", "between"];
  return [...fitting, ...COMPARE, ...others].map((word) =>
    offer(
      word,
      word,
      /^[a-z]/.test(word) ? "keyword" : "operator",
      "",
      fitting.includes(word) ? FIRST : WORDS,
    ),
  );
}

function operands(tokens: readonly Token[], frames: readonly Frame[], sight: Sight): Offer[] {
  const functions = functionNames().flatMap((word) => {
    const operator = operatorOf(word);
    const order = FUNCTIONS.has(word) ? FUNCTION_ORDER : WORDS;
    return operator === null ? [] : [offer(word, `${word}(`, "function", signature(operator), order)];
  });
  const last = tokens.at(-1)?.text.toLowerCase() ?? "";
  const words = ["", "(", "and", "or"].includes(last) ? ["not"] : [];
  const constants = [...words, ...[...CONSTANTS.keys()].filter((word) => word !== "none")];
  return [
    ...classesFor(tokens, frames, sight),
    ...argumentNames(tokens, frames),
    ...sight.fields().map(field),
    ...sight.bound
      .slice(-1)
      .map(({ name, kind }) => offer(name, name, "variable", noun(kind) || "the element", FIELDS)),
    ...columns(sight, null),
    ...tables(sight),
    ...functions,
    ...constants.map((word) => offer(word, word, word === "not" ? "keyword" : "constant", "", WORDS)),
  ];
}

/** The names of arguments, at the start of an argument. */
function argumentNames(tokens: readonly Token[], frames: readonly Frame[]): Offer[] {
  const frame = frames.at(-1);
  const last = tokens.at(-1)?.text;
  if (!frame?.word || (last !== "(" && last !== ",")) return [];
  const operator = operatorOf(frame.word) ?? "";
  const inside = tokens.slice(frame.at);
  const named = new Set(inside.filter((_, at) => inside[at + 1]?.text === "=").map(({ text }) => text));
  const byPosition = (POSITIONAL[operator] ?? namesOf(operator)).slice(0, frame.commas.length);
  return namesOf(operator)
    .filter((name) => !named.has(name) && !byPosition.includes(name) && name !== "as")
    .map((name) => offer(`${name}=`, `${name}=`, "argument", frame.word, NAMES));
}

/** The classes where a class id is compared: `class_id == |`, `class_id in [1, |`. */
function classesFor(tokens: readonly Token[], frames: readonly Frame[], sight: Sight): Offer[] {
  let before = tokens;
  const frame = frames.at(-1);
  if (frame?.opener === "[") {
    before = tokens.slice(0, frame.at);
    if (before.at(-1)?.text.toLowerCase() !== "in") return [];
    before = before.slice(0, -1);
    if (before.at(-1)?.text.toLowerCase() === "not") before = before.slice(0, -1);
  } else if (["==", "=", "!=", "<>"].includes(before.at(-1)?.text ?? "")) before = before.slice(0, -1);
  else return [];
  return classOffers(sight.classesOf(foundAt(before, sight).origin));
}
