/** Operands of the infix form: constants, columns, brackets and functions. */
import { nearName, QueryError, quoted, type Span, span } from "../errors";
import { type Argument, build, namesOf, operatorOf, unknownFunction } from "./functions";
import { BETTER, CONSTANTS, KEYWORDS, TEXT_TESTS, Words } from "./names";
import { toInstant } from "./tokens";
import { type Call, callOf, type Literal, literal, namedCall, type Tree } from "./tree";

const FOREIGN_WORDS = new Map(
  Object.entries({ like: "contains", ilike: "contains", regexp: "matches", equals: "==" }),
);
const BRACKET_HINTS = new Map([
  ["(", "A function stands before what it takes: lower(label)."],
  ["[", "An element is at(list, 0), a part of a text substring(text, 0, 1)."],
]);
const LOOKS_INTO_LISTS = ["any", "all", "none", "count", "$filter", "$map", "$reduce"];

/** Reads what stands between operators. */
export abstract class Operands extends Words {
  /** A whole expression, as brackets hold it. */
  abstract either(): Tree;

  call(operator: string, start: number, at: Span, ...args: Tree[]): Call {
    this.cursor.countNode(start);
    const end = Math.max(at.end, args.at(-1)?.span.end ?? 0);
    return callOf(operator, args, at, span(start, end));
  }

  operand(): Tree {
    const { cursor } = this;
    const character = cursor.peek();
    const start = cursor.position;
    if (character === "")
      throw cursor.fail("The expression ends too early: a value is missing.", {
        hint: "Name a column, or write a constant.",
      });
    cursor.countNode(start);
    if (character === "'" || character === '"') {
      const { value, span: at } = cursor.string();
      return literal(value, at);
    }
    if (character === "(") return this.#fieldsOf(this.#parenthesis(start), start);
    if (character === "[") {
      cursor.position += 1;
      const items = this.items("]", start, "[");
      return { type: "list", items: items.map((item) => item.tree), span: span(start, cursor.position) };
    }
    if (character === "/") return { type: "regex", ...cursor.regex() };
    if (character === "`" || character === "$") return this.path(start);
    const name = this.knownName(start);
    if (name === null || this.isCall(start, name)) {
      const digit = /\d/;
      if (digit.test(character) || (character === "." && digit.test(cursor.text[start + 1] ?? ""))) {
        const { value, span: at } = cursor.number();
        this.#checkNumberEnd(start);
        return literal(value, at);
      }
      const word = this.plainWord();
      const lower = word.toLowerCase();
      if (word && this.isCall(start, word)) return this.#fieldsOf(this.#function(word, start), start);
      const constant = CONSTANTS.get(lower);
      if (constant !== undefined) return literal(constant, this.take(word.length));
      if (KEYWORDS.has(lower)) {
        const hint = TEXT_TESTS.includes(lower)
          ? `It stands between its sides: label ${lower} 'a'.`
          : `A column that is called so is written \`${word}\`.`;
        throw cursor.fail(`Expected a value, found ${quoted(lower)}.`, { end: start + word.length, hint });
      }
    }
    return this.path(start);
  }

  /** Reads the names behind a bracket: `first(boxes).class_id`. */
  #fieldsOf(inner: Tree, start: number): Tree {
    const { cursor } = this;
    const { depth } = cursor;
    let tree = inner;
    while (cursor.text[cursor.position] === ".") {
      const at = this.take(1);
      const name = this.name(false);
      cursor.countNode(start);
      cursor.enter(start);
      const field = literal(name, span(at.end, cursor.position));
      const named = [
        { name: "field", at: field.span, value: field },
        { name: "input", at: tree.span, value: tree },
      ];
      tree = namedCall("$getField", named, at, span(start, cursor.position));
    }
    cursor.depth = depth;
    return tree;
  }

  #checkNumberEnd(start: number): void {
    const { cursor } = this;
    const after = this.anyName(cursor.position);
    if (after === "" || after.startsWith("%")) return;
    const end = cursor.position + after.length;
    throw cursor.fail(`${cursor.text.slice(start, end)} is neither a number nor a column.`, {
      start,
      end,
      hint: "A text is in quotes, an unusual column name in backticks.",
    });
  }

  #parenthesis(start: number): Tree {
    const { cursor } = this;
    cursor.enter(start);
    cursor.position += 1;
    const inner = this.either();
    if (!cursor.accept(")")) throw this.#unclosed("(", ")", start);
    cursor.leave();
    return inner;
  }

  /** What stands in brackets; `known` tells which names may stand before a "=". */
  items(
    close: string,
    opened: number,
    bracket: string,
    known: (name: string) => boolean = () => false,
  ): Argument[] {
    const { cursor } = this;
    cursor.enter(opened);
    const items: Argument[] = [];
    while (!cursor.accept(close)) {
      if (items.length > 0 && !cursor.accept(",")) throw this.#unclosed(bracket, close, opened);
      if (items.length > 0 && cursor.accept(close)) break;
      if (cursor.peek() === "") throw this.#unclosed(bracket, close, opened);
      const named = this.argumentName();
      if (named === null || !known(named.name)) {
        items.push({ tree: this.either(), name: "", at: span(0, 0) });
        continue;
      }
      cursor.position = named.at.end;
      cursor.accept("=");
      items.push({ tree: this.either(), ...named });
    }
    cursor.leave();
    return items;
  }

  #unclosed(bracket: string, close: string, opened: number): QueryError {
    if (this.cursor.peek() !== "") return this.unexpected();
    return this.cursor.fail(`'${bracket}' is not closed.`, {
      start: opened,
      end: opened + 1,
      hint: `Add '${close}'.`,
    });
  }

  /** The error for a token that nothing expects. */
  unexpected(): QueryError {
    const { cursor } = this;
    const character = cursor.peek();
    const start = cursor.position;
    const symbol = this.symbol();
    if (BETTER.has(symbol)) return this.wrongSymbol(symbol);
    if (character === ")" || character === "]")
      return cursor.fail(`'${character}' closes nothing that was opened.`, { hint: "Leave it out." });
    const word = this.word();
    const found = this.anyName(start) || character;
    if ("^*?".includes(found) || cursor.text.startsWith("**", start)) {
      const better = found === "?" ? "if(condition, a, b)" : "power(a, b)";
      return cursor.fail(`${quoted(found)} is not an operator.`, { hint: `Write ${better}.` });
    }
    if (["desc", "asc", "descending", "ascending"].includes(word))
      return cursor.fail(`${quoted(word)} belongs to no expression.`, {
        end: start + word.length,
        hint: "('iou', 'desc') or '-iou' sort from the largest, 'iou' from the smallest.",
      });
    const bracket = BRACKET_HINTS.get(found);
    if (bracket !== undefined)
      return cursor.fail(`Expected an operator before ${quoted(found)}.`, { hint: bracket });
    const close =
      FOREIGN_WORDS.get(word) ??
      (word ? nearName(word, ["and", "or", "in", "is", "matches", "between", ...TEXT_TESTS]) : null);
    return cursor.fail(`Expected an operator before ${quoted(found)}.`, {
      end: start + found.length,
      hint: close ? `Did you mean ${quoted(close)}?` : "A text is in quotes.",
      replacement: close,
    });
  }

  /** The error for a symbol of another language. */
  wrongSymbol(symbol: string): QueryError {
    const better = BETTER.get(symbol) as string;
    return this.cursor.fail(`${quoted(symbol)} is not an operator here.`, {
      end: this.cursor.position + symbol.length,
      hint: `Write ${quoted(better)}.`,
      replacement: better,
    });
  }

  #function(word: string, start: number): Tree {
    const { cursor } = this;
    const at = this.take(word.length);
    const operator = operatorOf(word);
    if (operator === null) throw unknownFunction(word, at);
    cursor.accept("(");
    const names = namesOf(operator);
    const known = (name: string): boolean => {
      if (operator === "object" || names.includes(name)) return true;
      const close = nearName(name, names);
      if (close === null || this.names.includes(name) || LOOKS_INTO_LISTS.includes(operator)) return false;
      const { position } = cursor;
      throw new QueryError(
        "name",
        `${word} has no argument ${quoted(name)}.`,
        span(position, position + name.length),
        `Did you mean ${quoted(close)}?`,
        close,
      );
    };
    const args = this.items(")", cursor.position - 1, "(", known);
    cursor.countNode(start);
    const whole = span(start, cursor.position);
    const [only] = args;
    if (word.toLowerCase() === "date" && args.length === 1 && only) {
      const constant = this.#instant(only.tree, whole);
      if (constant !== null) return constant;
    }
    return build(word, operator, args, at, whole);
  }

  /** The date that a constant text names; `date(column)` converts a column. */
  #instant(tree: Tree, whole: Span): Literal | null {
    if (tree.type !== "literal" || typeof tree.value !== "string") return null;
    const instant = toInstant(tree.value);
    if (instant === null)
      throw new QueryError(
        "value",
        `${this.cursor.text.slice(tree.span.start, tree.span.end)} is no date.`,
        tree.span,
        "Write date('2021-04-01') or date('2021-04-01T12:00:00').",
      );
    return literal(instant, whole);
  }
}
