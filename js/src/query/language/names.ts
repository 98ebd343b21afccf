/** Words of the infix form: keywords, symbols, and names that may hold almost any character. */
import { type QueryError, quoted, type Span, span } from "../errors";
import { fieldTree, readVariable } from "./dollar";
import { Cursor, checkPath, fullMatch, matchAt, NUMBER, skipSpace } from "./tokens";
import { ANY, type Constant, type TableName, type Tree } from "./tree";

export const CONSTANTS = new Map<string, Constant>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["none", null],
  ["nan", Number.NaN],
]);
export const TEXT_TESTS = ["contains", "startswith", "endswith"];
/** Words that are no names: a column that is called so stands in backticks. */
export const KEYWORDS = new Set(["and", "or", "not", "in", "is", ...TEXT_TESTS, ...CONSTANTS.keys()]);

export const COMPARISONS = new Map(
  Object.entries({
    "=": "==",
    "==": "==",
    "!=": "!=",
    "<>": "!=",
    ">": ">",
    ">=": ">=",
    "<": "<",
    "<=": "<=",
  }),
);
/** Symbols of other languages, and of print -> ours. */
export const BETTER = new Map(
  Object.entries({
    "&": "and",
    "|": "or",
    "=>": ">=",
    "=<": "<=",
    "!": "!=",
    "===": "==",
    "!==": "!=",
    "~": "matches",
    "=~": "matches",
    "~=": "matches",
    "!~": "not matches",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "−": "-",
    "×": "*",
    "÷": "/",
  }),
);

const SYMBOL = /===|!==|==|!=|<>|>=|<=|&&|\|\||=>|=<|=~|!~|~=|[=<>&|!~≥≤≠−×÷]/y;
const WORD = /[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*/uy;
const NAME = /[%\p{L}\p{N}_]+/uy;
const TABLE = /\$(\d{1,6}|\*)\./y;
const VARIABLE = /\$\$(?:[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*)?(?:\.[\p{L}\p{N}_]+)*/uy;
const BACKTICKS = /`((?:[^`]|``)*)`(?!`)/y;

/** Reads the words of one infix expression; `names` are the columns of the schema. */
export class Words {
  readonly cursor: Cursor;
  readonly names: readonly string[];

  constructor(text: string, names: Iterable<string>) {
    this.cursor = new Cursor(text);
    // A number is a number: a column that is called 1 stands in backticks.
    const known = [...names].filter((name) => name !== "" && !fullMatch(NUMBER, name));
    this.names = known.sort((a, b) => b.length - a.length);
  }

  /** The keyword at the position in lower case, or "". */
  word(): string {
    return this.plainWord().toLowerCase();
  }

  plainWord(): string {
    this.cursor.skipSpace();
    return matchAt(WORD, this.cursor.text, this.cursor.position)?.[0] ?? "";
  }

  acceptWord(...words: string[]): string {
    const word = this.word();
    if (!words.includes(word)) return "";
    this.cursor.position += word.length;
    return word;
  }

  symbol(): string {
    this.cursor.skipSpace();
    return matchAt(SYMBOL, this.cursor.text, this.cursor.position)?.[0] ?? "";
  }

  take(length: number): Span {
    const start = this.cursor.position;
    this.cursor.position += length;
    return span(start, this.cursor.position);
  }

  /** What looks like a name at a place, known or not, or "". */
  anyName(start: number): string {
    return matchAt(NAME, this.cursor.text, start)?.[0] ?? "";
  }

  /** The longest column of the schema that stands at a place. */
  knownName(start: number): string | null {
    const { text } = this.cursor;
    for (const name of this.names) {
      if (!text.startsWith(name, start)) continue;
      if (isWordAt(name, name.length - 1) && isWordAt(text, start + name.length)) continue;
      if (KEYWORDS.has(name.toLowerCase())) continue;
      return name;
    }
    return null;
  }

  /** Whether a word is followed by the "(" of its arguments. */
  isCall(start: number, word: string): boolean {
    const { text } = this.cursor;
    const end = start + word.length;
    if (!fullMatch(WORD, word)) return false;
    const lower = word.toLowerCase();
    // Here no operator can stand: these are MongoDB's, and their '(' follows at once.
    if (lower === "and" || lower === "or" || lower === "in") return text[end] === "(";
    if (KEYWORDS.has(lower) && lower !== "none") return false;
    return text[skipSpace(text, end)] === "(";
  }

  /** The name before a single "=" at the position; moves nowhere. */
  argumentName(): { name: string; at: Span } | null {
    const { cursor } = this;
    cursor.skipSpace();
    const start = cursor.position;
    const ticked = matchAt(BACKTICKS, cursor.text, start);
    const match = ticked ?? matchAt(WORD, cursor.text, start);
    if (match === null) return null;
    const end = start + match[0].length;
    const at = skipSpace(cursor.text, end);
    if (cursor.text[at] !== "=") return null;
    if (["=", ">", "<", "~"].includes(cursor.text[at + 1] ?? "")) return null;
    return { name: ticked ? (ticked[1] ?? "").replaceAll("``", "`") : match[0], at: span(start, end) };
  }

  /** A column and what is looked into, or a variable. */
  path(start: number): Tree {
    const { cursor } = this;
    const { text } = cursor;
    const variable = matchAt(VARIABLE, text, start);
    if (variable) {
      cursor.position = start + variable[0].length;
      return readVariable(variable[0], span(start, cursor.position));
    }
    let table: TableName | null = null;
    const before = matchAt(TABLE, text, start);
    if (before) {
      table = before[1] === ANY ? ANY : Number(before[1]);
      cursor.position = start + before[0].length;
    }
    const path = [this.name(true)];
    while (text[cursor.position] === ".") {
      cursor.position += 1;
      path.push(this.name(false));
    }
    const at = span(start, cursor.position);
    checkPath(path, at);
    return fieldTree(path, table, table === null, at);
  }

  /** One name: in backticks, of a column when `known`, or a plain word. */
  name(known: boolean): string {
    const { cursor } = this;
    const { text } = cursor;
    const start = cursor.position;
    if (text[start] === "`") {
      const match = matchAt(BACKTICKS, text, start);
      if (match === null)
        throw cursor.fail("This backtick is not closed.", { start, end: text.length, hint: "Add `." });
      cursor.position = start + match[0].length;
      return (match[1] ?? "").replaceAll("``", "`");
    }
    const name = (known ? this.knownName(start) : null) ?? this.anyName(start);
    if (name === "") throw this.#noName(start);
    cursor.position = start + name.length;
    return name;
  }

  #noName(start: number): QueryError {
    const { cursor } = this;
    const { text } = cursor;
    const code = text.codePointAt(start);
    const found = code === undefined ? "" : String.fromCodePoint(code);
    if (text.startsWith("*.", start)) {
      const after = this.anyName(start + 2);
      return cursor.fail("Any of several tables is written '$*'.", {
        start,
        end: start + 2 + after.length,
        hint: `Write $*.${after || "column"}.`,
        replacement: after ? `$*.${after}` : null,
      });
    }
    if (found.trim() === "")
      return cursor.fail("A name is missing after '.'.", {
        start: Math.max(start - 1, 0),
        end: start,
        hint: "Write column.field.",
      });
    const hint =
      found === "$"
        ? "Write $0.column."
        : found === "*"
          ? "A power is written power(a, b)."
          : "Name a column, or write a constant; unusual names stand in backticks.";
    return cursor.fail(`Expected a value, found ${quoted(found)}.`, { start, hint });
  }
}

/** Whether the character at a place may stand in the middle of a plain name. */
function isWordAt(text: string, at: number): boolean {
  const code = text.codePointAt(isLow(text.charCodeAt(at)) ? at - 1 : at);
  return code !== undefined && /[\p{L}\p{N}_]/u.test(String.fromCodePoint(code));
}

const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;
