/**
 * MongoDB's way of writing: `{$gt: ['$0.road', 0.05]}`, shell form or JSON. Keys need quotes only when they are no
 * plain words; a comma may follow the last entry. Inside `$literal` nothing is looked into.
 */
import { QueryError, quoted, type Span, span } from "../errors";
import { OPERATORS } from "../operators/registry";
import { CONSTRUCTORS, construct, EXTENDED } from "./constructors";
import { readString } from "./dollar";
import { checkOperator } from "./refused";
import { Cursor, matchAt, writeText } from "./tokens";
import {
  type Constant,
  callOf,
  type Entry,
  type Literal,
  literal,
  namedCall,
  type StructTree,
  type Tree,
} from "./tree";

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
const LOGICAL = ["$and", "$or", "$not"];
const CONDITIONS = ["cond", "if", "case"];

/** Arguments given by name, before the operator they belong to is known to take names. */
interface Named {
  readonly type: "named";
  readonly entries: readonly Entry[];
  readonly span: Span;
}

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

function operatorOf(entries: readonly Entry[], at: Span): Tree {
  const [first, second] = entries as [Entry, Entry?];
  if (second === undefined) return callTree(first, at);
  if (second.name.startsWith("$"))
    throw new QueryError(
      "syntax",
      `An object holds one operator; found ${first.name} and ${second.name}.`,
      second.at,
      "Combine them with {$and: [{...}, {...}]}.",
    );
  throw beside(first.name, second.name, second.at);
}

function callTree(entry: Entry, at: Span): Tree {
  const { name: operator, at: operatorSpan } = entry;
  let value = entry.value as Tree | Named;
  if (operator === "$literal") return literal(constantOf(value as Tree), at);
  const extended = EXTENDED[operator];
  if (extended !== undefined) {
    if (value.type !== "literal")
      throw new QueryError("syntax", `${operator} takes a constant.`, at, `Write {${operator}: '...'}.`);
    return literal(construct(extended, [value.value], at), at);
  }
  if (value.type === "named") {
    if (!takesObject(operator, value)) {
      checkConditions(
        value.entries.filter(({ name }) => CONDITIONS.includes(name)).map((part) => part.value),
      );
      return namedCall(operator, value.entries, operatorSpan, at);
    }
    value = structOf(value.entries, value.span, false);
  }
  const args = value.type === "list" ? value.items : [value];
  if (LOGICAL.includes(operator)) checkConditions(args);
  if (operator === "$cond") checkConditions(args.slice(0, 1));
  return callOf(operator, args, operatorSpan, at);
}

/** Refuses an object as a condition: it is always true, and surely an operator was meant. */
function checkConditions(items: readonly Tree[]): void {
  for (const item of items) if (item.type === "struct" && item.fields.length > 0) throw notAnOperator(item);
}

/** Whether `{$operator: {a: 1}}` gives it one object rather than arguments by name. */
function takesObject(operator: string, value: Named): boolean {
  const known = OPERATORS.get(operator);
  if (known === undefined) return false;
  const takesOne = known.fewest <= 1 && known.most !== 0;
  return value.entries.length === 0 ? takesOne : takesOne && known.names.length === 0;
}

function beside(operator: string, field: string, at: Span): QueryError {
  return new QueryError(
    "syntax",
    `The operator ${operator} stands beside the field ${field}.`,
    at,
    `An object holds one operator or only fields: {${field}: {${operator}: ...}}.`,
  );
}

function structOf(entries: readonly Entry[], at: Span, takesPaths: boolean): StructTree {
  for (const { name, at: nameAt } of entries) {
    if (name.startsWith("$")) throw beside(name, (entries[0] as Entry).name, nameAt);
    if (name.includes(".") && !takesPaths)
      throw new QueryError(
        "syntax",
        `The field ${quoted(name)} of an object has a dot in its name.`,
        nameAt,
        "Write an object inside the object, or use $setField.",
      );
  }
  return { type: "struct", fields: entries, span: at };
}

function constantOf(item: Tree): Constant {
  if (item.type === "literal") return item.value;
  throw new QueryError(
    "value",
    "$literal takes numbers, texts, true, false, null, dates, lists and objects.",
    item.span,
    "Leave $literal out.",
  );
}

/** Refuses a whole expression that is an object with no operator where one was surely meant. */
function checkDocument(tree: StructTree): void {
  if (tree.fields.length === 0)
    throw new QueryError("syntax", "{} holds no operator.", tree.span, "Write {$gt: ['$0.column', 1]}.");
  const values = tree.fields.map((entry) => entry.value);
  if (values.every(isConstant) || values.some(isHalf)) throw notAnOperator(tree);
  if (values.length === 1 && values[0]?.type === "list") throw notAnOperator(tree);
}

const isConstant = (tree: Tree) => tree.type === "literal" || tree.type === "regex";

/** Whether a call lacks the operand that find() takes from the key: `{$gt: 5}`. */
function isHalf(tree: Tree): boolean {
  if (tree.type !== "call") return false;
  if (tree.operator === "$in") return tree.args.every(isConstant);
  return ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"].includes(tree.operator) && tree.args.length < 2;
}

function notAnOperator(tree: StructTree): QueryError {
  const { name: key, at, value } = tree.fields[0] as Entry;
  if (OPERATORS.has(`$${key}`))
    return new QueryError("name", `${key} is not an operator.`, at, `Did you mean $${key}?`, `$${key}`);
  if (value.type === "literal" || value.type === "call" || value.type === "regex")
    return new QueryError(
      "syntax",
      `${key} is not an operator; this is the form of find(), not of an expression.`,
      tree.span,
      `Compare the column: {$eq: ['$0.${key}', ...]}.`,
    );
  return new QueryError(
    "syntax",
    `${key} is not an operator.`,
    at,
    `An operator starts with $: {$gt: ['$0.${key}', 1]}.`,
  );
}
