/** Completion of MongoDB's form: a forgiving reading of what stands before the cursor; see `complete_mongo.py`. */
import { namesOf } from "../../query/language/functions";
import { ANY, type TableName } from "../../query/language/tree";
import { OPERATORS } from "../../query/operators/registry";
import {
  classOffers,
  FIELDS,
  FIRST,
  noun,
  type Offer,
  offer,
  operatorOffers,
  type Place,
  type Placed,
  signature,
  WORDS,
} from "./offers";
import type { Bound, Named, Sight } from "./sight";

const TOKEN =
  /(?<space>\s+)|(?<string>'(?:[^'\\]|\\[\s\S])*'?|"(?:[^"\\]|\\[\s\S])*"?)|(?<word>[$\p{L}\p{N}_][$\p{L}\p{N}_.]*)|(?<symbol>[\s\S])/gu;
const MAX_DEPTH = 64;
/** What an argument of this name may be. */
const CHOICES: Record<string, readonly string[]> = {
  unit: ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond"],
  to: ["double", "int", "long", "decimal", "string", "bool", "date"],
  startOfWeek: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  method: ["approximate"],
};
const COMPARISONS = ["$eq", "$ne", "$in"];
const CONSTANTS = ["true", "false", "null", "NaN"];

/** A bracket that is open at the cursor. */
interface Frame {
  opener: string;
  /** The key whose value this is, or which the list around is. */
  owner: string;
  key: string;
  expects: "key" | "value" | "after";
  valueAt: number;
  entries: Map<string, string>;
  items: string[];
}

interface Piece {
  kind: string;
  text: string;
  start: number;
}

/** The places that a completion at `cursor` may replace, each with what fits there. */
export function mongoOffers(text: string, cursor: number, sight: Sight): Placed[] {
  const pieces = read(text, cursor);
  const partial = partialOf(pieces, cursor);
  const frames = framesOf(text, partial ? pieces.slice(0, -1) : pieces);
  if (frames.length > MAX_DEPTH) return [];
  sight.bound = boundIn(frames, sight);
  const top = frames.at(-1);
  if (top?.expects === "key") return [[keyPlace(text, cursor, partial), keys(frames)]];
  if (top?.expects === "after") return [];
  if (partial?.kind === "string") return insideText(text, cursor, partial, frames, sight);
  const typed = partial?.text ?? "";
  const start = cursor - typed.length;
  const end = cursor + lengthOf(/^[$\p{L}\p{N}_.]*/u, text.slice(cursor));
  return [
    [{ start, end, typed }, classesFor(frames, sight)],
    [{ start, end, typed: typed.replace(/^\$(\d+\.)?/, "") }, columns(sight, "'", "'")],
    [{ start, end, typed }, values(frames, sight)],
  ];
}

const lengthOf = (pattern: RegExp, text: string) => pattern.exec(text)?.[0].length ?? 0;

function read(text: string, cursor: number): Piece[] {
  return [...text.slice(0, cursor).matchAll(TOKEN)].flatMap((match) => {
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0] ?? "symbol";
    return kind === "space" ? [] : [{ kind, text: match[0], start: match.index }];
  });
}

/** The piece that is still being typed. */
function partialOf(pieces: readonly Piece[], cursor: number): Piece | null {
  const last = pieces.at(-1);
  if (!last || last.start + last.text.length !== cursor || last.kind === "symbol") return null;
  if (last.kind === "word") return last;
  const quote = last.text[0] as string;
  const isClosed = last.text.length > 1 && last.text.endsWith(quote) && !last.text.endsWith(`\\${quote}`);
  return isClosed ? null : last;
}

function framesOf(text: string, pieces: readonly Piece[]): Frame[] {
  const frames: Frame[] = [];
  for (const piece of pieces) {
    const top = frames.at(-1);
    const isSymbol = piece.kind === "symbol";
    if (isSymbol && (piece.text === "{" || piece.text === "[")) {
      frames.push({
        opener: piece.text,
        owner: top ? (top.opener === "{" ? top.key : top.owner) : "",
        key: "",
        expects: piece.text === "[" ? "value" : "key",
        valueAt: piece.start + 1,
        entries: new Map(),
        items: [],
      });
    } else if (isSymbol && (piece.text === "}" || piece.text === "]")) {
      frames.pop();
      const around = frames.at(-1);
      if (around) around.expects = "after";
    } else if (top) take(text, top, piece);
  }
  return frames;
}

/** Note what a piece means for the innermost bracket. */
function take(text: string, top: Frame, piece: Piece): void {
  const isSymbol = piece.kind === "symbol";
  const end = piece.start + piece.text.length;
  if (isSymbol && piece.text === ",") {
    const value = text.slice(top.valueAt, piece.start).trim();
    if (top.opener === "{") {
      top.entries.set(top.key, value);
      top.key = "";
      top.expects = "key";
    } else {
      top.items.push(value);
      top.expects = "value";
    }
    top.valueAt = end;
  } else if (isSymbol && piece.text === ":") {
    top.expects = "value";
    top.valueAt = end;
  } else if (top.expects === "key") top.key = piece.text.replace(/^['"]+|['"]+$/g, "");
  else if (!isSymbol) top.expects = "after";
}

/** The names that the operators around the cursor give. */
function boundIn(frames: readonly Frame[], sight: Sight): Bound[] {
  let bound: Bound[] = [];
  for (const frame of frames) {
    if (frame.opener !== "{" || (frame.key !== "cond" && frame.key !== "in")) continue;
    sight.bound = bound;
    if (frame.owner === "$let") bound = [...bound, ...variablesOf(frame.entries.get("vars") ?? "", sight)];
    else if (["$filter", "$map", "$reduce"].includes(frame.owner)) {
      const found = sight.element(frame.entries.get("input") ?? "");
      const isReduce = frame.owner === "$reduce";
      const name = isReduce ? "" : (frame.entries.get("as") ?? "").replace(/^['"]+|['"]+$/g, "");
      if (isReduce) bound = [...bound, { name: "value", kind: null, origin: null }];
      bound = [...bound, { name: name || "this", ...found }];
    }
  }
  return bound;
}

function variablesOf(text: string, sight: Sight): Bound[] {
  const pattern = /[{,]\s*(['"]?)([A-Za-z_][\p{L}\p{N}_]*)\1\s*:\s*('[^']*'|"[^"]*")?/gu;
  return [...text.matchAll(pattern)].map(([, , name = "", value = ""]) => ({ name, ...sight.value(value) }));
}

function keyPlace(text: string, cursor: number, partial: Piece | null): Place {
  const typed = partial?.text ?? "";
  const tail = /^['"]/.test(typed) ? /^[$\p{L}\p{N}_]*['"]?/u : /^[$\p{L}\p{N}_]*/u;
  const end = cursor + lengthOf(tail, text.slice(cursor));
  return { start: cursor - typed.length, end, typed: typed.replace(/^['"]+/, "") };
}

function keys(frames: readonly Frame[]): Offer[] {
  const top = frames.at(-1) as Frame;
  // Whether the innermost object is itself the value of its key, not an item of a list.
  const isDirect = frames.at(-2)?.opener === "{";
  let names = top.owner.startsWith("$") && isDirect ? namesOf(top.owner) : [];
  if (top.owner === "branches") names = ["case", "then"];
  const found = names
    .filter((name) => !top.entries.has(name))
    .map((name) => offer(name, `${name}: `, "argument", signature(top.owner), FIRST));
  const takesValues = (OPERATORS.get(top.owner)?.most ?? 0) > 0;
  const isNamed = names.length > 0 && top.owner !== "$cond" && !takesValues;
  return top.entries.size > 0 || top.owner === "vars" || isNamed ? found : [...found, ...operatorOffers()];
}

function insideText(
  text: string,
  cursor: number,
  partial: Piece,
  frames: readonly Frame[],
  sight: Sight,
): Placed[] {
  const quote = partial.text[0] as string;
  const typed = partial.text.slice(1);
  const end = cursor + lengthOf(/^[%\p{L}\p{N}_]*/u, text.slice(cursor));
  const isClosed = text[end] === quote;
  const close = isClosed ? "" : quote;
  const start = partial.start + 1;
  if (typed.startsWith("$$")) return variableOffers(partial, typed, end, close, sight);
  if (!typed.startsWith("$")) {
    const whole = { start: partial.start, end: end + Number(isClosed), typed };
    const found: Placed[] = [
      [whole, classesFor(frames, sight)],
      [{ start, end, typed }, choices(frames).map((one) => ({ ...one, insert: one.insert + close }))],
    ];
    return typed ? found : [...found, [{ start, end, typed: "" }, columns(sight, "", close)]];
  }
  const found: Placed[] = [];
  const [prefix = "$", numbered] = /^\$((?:\d+|\*)\.)?/.exec(typed) ?? [];
  let table: TableName | null = null;
  if (numbered) table = numbered === `${ANY}.` ? ANY : Number(numbered.slice(0, -1));
  else if (typed === "$" || /^\$(?:\d+|\*)$/.test(typed)) found.push([{ start, end, typed }, tables(sight)]);
  const rest = typed.slice(prefix.length);
  const path = rest.split(".");
  const last = path.pop() ?? "";
  if (path.length > 0) {
    const inside = members(sight.members(sight.follow(path, table)), quote, close);
    found.push([{ start: cursor - last.length, end, typed: last }, inside]);
  }
  // A column may hold a dot itself.
  return [...found, [{ start, end, typed: rest }, columns(sight, "", close, table)]];
}

function variableOffers(partial: Piece, typed: string, end: number, close: string, sight: Sight): Placed[] {
  const [name = "", ...path] = typed.slice(2).split(".");
  const cursor = partial.start + partial.text.length;
  const last = path.at(-1);
  if (last !== undefined) {
    const isRow = (name === "ROOT" || name === "CURRENT") && path.length === 1;
    const named = isRow ? sight.columns() : sight.members(sight.variable(name, path.slice(0, -1)));
    const place = { start: cursor - last.length, end, typed: last };
    return [[place, members(named, partial.text[0] as string, close)]];
  }
  const offers = [
    ...sight.bound.toReversed().map((bound) => variable(bound, close)),
    ...["ROOT", "REMOVE"].map((word) => variable({ name: word, kind: null, origin: null }, close)),
  ];
  return [[{ start: partial.start + 1, end, typed }, offers]];
}

function variable({ name, kind }: Bound, close: string): Offer {
  return offer(
    `$$${name}`,
    `$$${name}${kind?.name === "struct" ? "." : close}`,
    "variable",
    noun(kind),
    FIELDS,
  );
}

function members(named: readonly Named[], quote: string, close: string): Offer[] {
  return named.map(([name, kind]) => {
    const written = name.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
    return offer(name, written + (kind.name === "struct" ? "." : close), "field", noun(kind), FIELDS);
  });
}

/** Columns as texts; one that is an object is left open for a field of it. */
function columns(sight: Sight, opens: string, closes: string, table: TableName | null = null): Offer[] {
  const hasTables = sight.tables().length > 0;
  return sight.columns(table).map(([name, kind]) => {
    const number = table !== null || hasTables ? table : 0;
    const path = number === null ? `$${name}` : `$${number}.${name}`;
    const written = path.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
    return offer(name, `${opens}${written}${kind.name === "struct" ? "." : closes}`, "column", noun(kind));
  });
}

/** How each of several tables is written. */
function tables(sight: Sight): Offer[] {
  return sight.tables().map(([written, label]) => offer(`${written}.`, `${written}.`, "table", label, FIRST));
}

function choices(frames: readonly Frame[]): Offer[] {
  const top = frames.at(-1);
  const key = top?.opener === "{" ? top.key : "";
  return (CHOICES[key] ?? []).map((choice) => offer(choice, choice, "constant", key, FIRST));
}

function values(frames: readonly Frame[], sight: Sight): Offer[] {
  return [
    ...choices(frames).map((one) => ({ ...one, insert: `'${one.insert}'` })),
    ...sight.bound.toReversed().map((bound) => {
      const { label, insert, kind, detail, order } = variable(bound, "'");
      return offer(label, `'${insert}`, kind, detail, order);
    }),
    ...CONSTANTS.map((word) => offer(word, word, "constant", "", WORDS)),
    offer("ISODate", "ISODate('", "constant", "a date", WORDS),
  ];
}

/** The classes where a class id is compared: `{$eq: ['$$box.class_id', |`. */
function classesFor(frames: readonly Frame[], sight: Sight): Offer[] {
  const [before, last] = frames.slice(-2);
  const isNested = last?.opener === "[" && before?.opener === "[";
  const top = (isNested ? frames.slice(0, -1) : frames).at(-1);
  if (top?.opener !== "[" || !COMPARISONS.includes(top.owner) || top.items.length !== 1) return [];
  return classOffers(sight.classesOf(sight.value(top.items[0] as string).origin));
}
