/**
 * MongoDB's way of writing: `{$gt: ['$0.road', 0.05]}`, shell form or JSON. Keys need quotes only when they are no
 * plain words; a comma may follow the last entry. Inside `$literal` nothing is looked into.
 */
import { QueryError, quoted, type Span, span } from "../errors";
import { CONSTRUCTORS, construct } from "./constructors";
import { readString } from "./dollar";
import { checkDocument, constantOf, type Named, operatorOf, structOf } from "./mongo-objects";
import { checkOperator } from "./refused";
import { Cursor, matchAt, writeText } from "./tokens";
import { type Constant, type Entry, type Literal, literal, type Tree } from "./tree";

const KEY = /[$A-Za-z_][$\p{L}\p{N}_]*/uy;
const PATH = /[$.\p{L}\p{N}_]*/uy;
const WORDS = new Map<string, Constant>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
]);

export function parseMongo(text: string): Tree {
  const reader = new Reader(text);
  const tree = reader.expression();
  if (reader.cursor.peek() !== "")
    throw reader.cursor.fail("There is text after the end of the expression.", {
      end: text.trimEnd().length,
      hint: "Combine expressions with {$and: [{...}, {...}]}.",
    });
  if (tree.type === "struct") checkDocument(tree);
  return tree;
}

class Reader {
  readonly cursor: Cursor;
  /** Whether what is read stands inside `$literal`. */
  #isLiteral = false;
  /** Whether an object that is read next has paths for keys, as `sortBy` does. */
  #isPathSpec = false;

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  expression(): Tree {
    const { cursor } = this;
    const character = cursor.peek();
    const start = cursor.position;
    cursor.countNode(start);
    if (character === "")
      throw cursor.fail("The expression ends too early: a value is missing.", {
        hint: "A column is written '$0.name'.",
      });
    if (character === "{") return this.#nested(start, () => this.#object(start));
    if (character === "[") return this.#nested(start, () => this.#list(start));
    if (character === "'" || character === '"') {
      const { value, span: at } = cursor.string();
      return this.#isLiteral ? literal(value, at) : readString(value, at);
    }
    if ("0123456789+-.".includes(character)) return this.#number(start);
    if (character === "/") return { type: "regex", ...cursor.regex() };
    const match = matchAt(KEY, cursor.text, start);
    if (match === null)
      throw cursor.fail(`Expected a value, found ${quoted(character)}.`, { hint: "A text is in quotes." });
    return this.#word(match[0], start);
  }

  #nested<T>(start: number, read: () => T): T {
    this.cursor.enter(start);
    const found = read();
    this.cursor.leave();
    return found;
  }

  #number(start: number): Literal {
    const { cursor } = this;
    const first = cursor.text[start];
    if (first === "+" || first === "-") cursor.position += 1;
    const at = () => span(start, cursor.position);
    if (cursor.text.startsWith("Infinity", cursor.position)) {
      cursor.position += "Infinity".length;
      return literal(first === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, at());
    }
    const { value } = cursor.number();
    return literal(first === "-" ? -value : value, at());
  }

  #word(word: string, start: number): Tree {
    const { cursor } = this;
    cursor.position = start + word.length;
    const at = span(start, cursor.position);
    const constant = WORDS.get(word);
    if (constant !== undefined) return literal(constant, at);
    if (word === "new") {
      cursor.skipSpace();
      const after = matchAt(KEY, cursor.text, cursor.position)?.[0];
      if (after === undefined || !CONSTRUCTORS.has(after))
        throw cursor.fail("Expected a value after 'new'.", { hint: "new Date('2021-04-01')." });
      cursor.position += after.length;
      return this.#constructed(after, at);
    }
    if (CONSTRUCTORS.has(word)) return this.#constructed(word, at);
    if (word.startsWith("$")) {
      const path = matchAt(PATH, cursor.text, start)?.[0] ?? word;
      const better = writeText(path);
      throw cursor.fail(`${path} needs quotes here.`, {
        start,
        end: start + path.length,
        hint: `Write ${better}.`,
        replacement: better,
      });
    }
    throw cursor.fail(`${word} is not a value.`, {
      ...at,
      hint: `A column is '$0.${word}', a text is in quotes.`,
      replacement: writeText(`$0.${word}`),
    });
  }

  #constructed(word: string, at: Span): Literal {
    const { cursor } = this;
    if (!cursor.accept("("))
      throw cursor.fail(`Expected '(' after ${word}.`, { hint: `Write ${word}(...).` });
    const args: (Constant | Tree)[] = [];
    while (!cursor.accept(")")) {
      if (args.length > 0 && !cursor.accept(","))
        throw cursor.fail(`Expected ')' to close ${word}(.`, { hint: "Add ')'." });
      const item = this.#nested(at.start, () => this.expression());
      args.push(item.type === "literal" ? item.value : item);
    }
    const whole = span(at.start, cursor.position);
    return literal(construct(word, args, whole), whole);
  }

  #list(start: number): Tree {
    const { cursor } = this;
    cursor.position += 1;
    const items: Tree[] = [];
    while (!cursor.accept("]")) {
      if (items.length > 0 && !cursor.accept(",")) throw this.#unclosed("[", "]", start);
      if (items.length > 0 && cursor.accept("]")) break;
      items.push(this.expression());
    }
    const at = span(start, cursor.position);
    return this.#isLiteral ? literal(items.map(constantOf), at) : { type: "list", items, span: at };
  }

  #unclosed(bracket: string, close: string, opened: number): QueryError {
    const { cursor } = this;
    const next = cursor.peek();
    if (next === "")
      return cursor.fail(`'${bracket}' is not closed.`, {
        start: opened,
        end: opened + 1,
        hint: `Add '${close}'.`,
      });
    return cursor.fail(`Expected ',' or '${close}', found ${quoted(next)}.`, {
      hint: "Put a ',' between entries.",
    });
  }

  #key(): { name: string; at: Span } {
    const { cursor } = this;
    const next = cursor.peek();
    if (next === "'" || next === '"') {
      const { value, span: at } = cursor.string();
      return { name: value, at };
    }
    const start = cursor.position;
    const match = matchAt(KEY, cursor.text, start);
    if (match === null)
      throw cursor.fail("Expected an operator such as $gt.", {
        hint: "A key with other characters is in quotes.",
      });
    cursor.position = start + match[0].length;
    return { name: match[0], at: span(start, cursor.position) };
  }

  #object(start: number): Tree {
    const takesPaths = this.#isPathSpec;
    this.#isPathSpec = false;
    const entries = this.#entries(start);
    const at = span(start, this.cursor.position);
    if (this.#isLiteral)
      return literal(new Map(entries.map((entry) => [entry.name, constantOf(entry.value)])), at);
    if (!entries[0]?.name.startsWith("$")) return structOf(entries, at, takesPaths);
    return operatorOf(entries, at);
  }

  /** Reads `{key: value, ...}`; the value of an operator may name its arguments. */
  #entries(opened: number): Entry[] {
    const { cursor } = this;
    cursor.position += 1;
    const entries: Entry[] = [];
    while (!cursor.accept("}")) {
      if (entries.length > 0 && !cursor.accept(",")) throw this.#unclosed("{", "}", opened);
      if (entries.length > 0 && cursor.accept("}")) break;
      if (cursor.peek() === "") throw this.#unclosed("{", "}", opened);
      const { name, at } = this.#key();
      if (!this.#isLiteral && name.startsWith("$")) checkOperator(name, at);
      if (!cursor.accept(":"))
        throw cursor.fail(`Expected ":" after key "${name}".`, { hint: `Write {${name}: ...}.` });
      if (entries.some((entry) => entry.name === name))
        throw new QueryError("syntax", `The key ${name} is there twice.`, at, "Keep one.");
      entries.push({ name, at, value: this.#value(name) as Tree });
    }
    return entries;
  }

  #value(key: string): Tree | Named {
    const { cursor } = this;
    if (this.#isLiteral || !key.startsWith("$")) {
      this.#isPathSpec = key === "sortBy" && !this.#isLiteral;
      return this.expression();
    }
    if (key === "$literal") {
      this.#isLiteral = true;
      const value = this.expression();
      this.#isLiteral = false;
      return value;
    }
    const next = cursor.peek();
    if (next !== "{") return this.expression();
    const start = cursor.position;
    return this.#nested(start, () => this.#namedOrCall(start));
  }

  #namedOrCall(start: number): Tree | Named {
    const entries = this.#entries(start);
    const at = span(start, this.cursor.position);
    this.cursor.countNode(start);
    return entries[0]?.name.startsWith("$") ? operatorOf(entries, at) : { type: "named", entries, span: at };
  }
}
