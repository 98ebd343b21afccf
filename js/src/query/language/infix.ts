/**
 * The infix way of writing: `road > 0.05 and label in ['cat', 'dog']`. The grammar stands in
 * `dsviz_widget/query/language/infix.py`.
 */
import { nearName, type QueryError, quoted, type Span, span } from "../errors";
import { COMPARISONS, CONSTANTS, TEXT_TESTS } from "./names";
import { Operands } from "./operands";
import { literal, namedCall, type Tree } from "./tree";

/** Kind that 'is a ...' asks for -> what MongoDB's $type answers. */
const KINDS = new Map(
  Object.entries({
    number: "number",
    text: "string",
    string: "string",
    boolean: "bool",
    bool: "bool",
    date: "date",
    list: "array",
    array: "array",
    object: "object",
  }),
);

const ARITHMETIC: Record<string, string> = {
  "+": "$add",
  "-": "$subtract",
  "*": "$multiply",
  "/": "$divide",
  "%": "$mod",
};

/** Reads an infix expression; of the columns, those that are no plain words are read only when listed. */
export function parseInfix(text: string, names: Iterable<string>): Tree {
  const reader = new Reader(text, names);
  const tree = reader.either();
  if (reader.cursor.peek() !== "") throw reader.unexpected();
  return tree;
}

class Reader extends Operands {
  either(): Tree {
    return this.#chain("or", "||", () => this.#chain("and", "&&", () => this.#negation()));
  }

  #chain(word: string, symbol: string, read: () => Tree): Tree {
    const first = read();
    const items = [first];
    let at: Span | null = null;
    while (this.word() === word || this.symbol() === symbol) {
      at = this.take(this.word() === word ? word.length : symbol.length);
      items.push(read());
    }
    return at === null ? first : this.call(word, first.span.start, at, ...items);
  }

  #negation(): Tree {
    const { cursor } = this;
    const isWord = this.word() === "not";
    if (!isWord && this.symbol() !== "!") return this.#comparison();
    const start = cursor.position;
    const at = this.take(isWord ? 3 : 1);
    cursor.enter(start);
    const inner = this.#negation();
    cursor.leave();
    return this.call("not", start, at, inner);
  }

  #comparison(): Tree {
    const left = this.#sum();
    const symbol = this.symbol();
    let word = this.word();
    const { start } = left.span;
    const comparison = COMPARISONS.get(symbol);
    if (comparison !== undefined) {
      const at = this.take(symbol.length);
      const right = this.#sum();
      if (COMPARISONS.has(this.symbol())) throw this.#twoInARow(right);
      return this.call(comparison, start, at, left, right);
    }
    if (symbol !== "" && symbol !== "&&" && symbol !== "||") throw this.wrongSymbol(symbol);
    if (word === "is") return this.#kindTest(left, this.take(2));
    const isNegated = word === "not";
    let at = span(start, start);
    if (isNegated) {
      at = this.take(3);
      word = this.word();
    }
    if (["in", "between", "matches", ...TEXT_TESTS].includes(word)) {
      const test = this.#wordTest(word, left);
      return isNegated ? this.call("not", start, at, test) : test;
    }
    if (isNegated)
      throw this.cursor.fail("Expected 'in' after 'not'.", {
        hint: "Write 'x not in [...]' or 'not (x > 1)'.",
      });
    return left;
  }

  #twoInARow(right: Tree): QueryError {
    const middle = this.cursor.text.slice(right.span.start, right.span.end);
    return this.cursor.fail("Two comparisons in a row.", {
      end: this.cursor.position + this.symbol().length,
      hint: `Write 'and' between them: ... ${middle} and ${middle} ...`,
    });
  }

  #wordTest(word: string, left: Tree): Tree {
    const { start } = left.span;
    const at = this.take(word.length);
    const right = word === "in" && this.cursor.peek() === "(" ? this.#members() : this.#sum();
    if (word === "matches") {
      // null matches nothing in both forms, so that MongoDB's operator will do.
      this.cursor.countNode(start);
      const named = [
        { name: "input", at: left.span, value: left },
        { name: "regex", at: right.span, value: right },
      ];
      return namedCall("$regexMatch", named, at, span(start, right.span.end));
    }
    if (word !== "between") return this.call(word, start, at, left, right);
    if (!this.acceptWord("and"))
      throw this.cursor.fail("Expected 'and' after 'between'.", { hint: "Write 'x between 1 and 5'." });
    const last = this.#sum();
    const low = this.call(">=", start, at, left, right);
    return this.call("and", start, at, low, this.call("<=", start, at, left, last));
  }

  /** Reads `(1, 2)`, as SQL writes what `[1, 2]` is here. */
  #members(): Tree {
    const start = this.cursor.position;
    this.cursor.position += 1;
    const items = this.items(")", start, "(").map((item) => item.tree);
    const [only] = items;
    if (items.length === 1 && only) return only;
    return { type: "list", items, span: span(start, this.cursor.position) };
  }

  #kindTest(left: Tree, is: Span): Tree {
    const { cursor } = this;
    const { start } = left.span;
    const isNegated = this.acceptWord("not") !== "";
    const article = this.acceptWord("a", "an");
    const word = this.word();
    const kind = KINDS.get(word);
    const constant = CONSTANTS.get(word);
    let test: Tree;
    if (kind !== undefined || (constant !== undefined && article === "")) {
      cursor.position += word.length;
      const at = span(is.start, cursor.position);
      if (kind !== undefined) test = this.#isOfKind(left, kind, at);
      else if (constant === null) test = this.call("is null", start, at, left);
      else test = this.call("==", start, at, left, literal(constant as boolean, at));
    } else {
      const close = word ? nearName(word, [...KINDS.keys(), "null"]) : null;
      cursor.skipSpace();
      throw cursor.fail("Expected 'null' or 'not null' after 'is', or a kind such as 'a number'.", {
        ...(word ? { end: cursor.position + word.length } : {}),
        hint: close ? `Did you mean ${quoted(close)}?` : "Equality is written '=='.",
        replacement: close,
      });
    }
    return isNegated ? this.call("not", start, is, test) : test;
  }

  #isOfKind(left: Tree, kind: string, at: Span): Tree {
    const { start } = left.span;
    if (kind === "number") return this.call("$isNumber", start, at, left);
    if (kind === "array") return this.call("$isArray", start, at, left);
    return this.call("$eq", start, at, this.call("$type", start, at, left), literal(kind, at));
  }

  #sum(): Tree {
    return this.#arithmetic("+-", () => this.#arithmetic("*/%", () => this.#sign()));
  }

  #arithmetic(symbols: string, read: () => Tree): Tree {
    const { cursor } = this;
    let left = read();
    const { depth } = cursor;
    for (;;) {
      const symbol = cursor.peek();
      if (symbol === "" || !symbols.includes(symbol)) break;
      const { start } = left.span;
      if (symbol === "%") this.#checkModulo(left);
      const at = this.take(1);
      const parts = [left, read()];
      // A long sum is one sum, not one inside the other; of differences each is one level.
      while ((symbol === "+" || symbol === "*") && cursor.accept(symbol)) parts.push(read());
      cursor.enter(start);
      left = this.call(ARITHMETIC[symbol] as string, start, at, ...parts);
    }
    cursor.depth = depth;
    return left;
  }

  /** Refuses a "%" that could as well belong to a name. */
  #checkModulo(left: Tree): void {
    const { cursor } = this;
    const { text, position: at } = cursor;
    const column = this.knownName(at);
    const isGluedLeft = at === left.span.end;
    const after = text[at + 1] ?? "";
    const isGluedRight = after.trim() !== "";
    if (
      column === null &&
      (!(isGluedLeft || isGluedRight) || /^[\d(]/.test(after) || left.type === "literal")
    )
      return;
    if (column === null && isGluedLeft && !isGluedRight) return;
    const right = this.anyName(at + 1);
    const dividend = text.slice(left.span.start, left.span.end);
    const name = column ?? `${isGluedLeft ? dividend : ""}%${right}`;
    throw cursor.fail(
      `'%' is ambiguous: the name \`${name}\`, or the remainder of ${dividend} by ${right}?`,
      {
        start: at,
        end: at + 1 + right.length,
        hint: `Write \`${name}\` in backticks for the column, '${dividend} % ${right}' with spaces for the remainder.`,
        replacement: isGluedLeft ? ` % ${right}` : `% ${right}`,
      },
    );
  }

  #sign(): Tree {
    const { cursor } = this;
    const symbol = cursor.peek();
    if ((symbol !== "-" && symbol !== "+") || this.knownName(cursor.position) !== null) return this.operand();
    const start = cursor.position;
    const at = this.take(1);
    cursor.enter(start);
    const inner = this.#sign();
    cursor.leave();
    if (symbol === "+") return inner;
    if (inner.type === "literal") {
      const whole = span(start, inner.span.end);
      if (typeof inner.value === "bigint" || typeof inner.value === "number")
        return literal(-inner.value, whole);
      // As in Python, where true is a number.
      if (typeof inner.value === "boolean") return literal(BigInt(-Number(inner.value)), whole);
    }
    return this.call("$multiply", start, at, literal(-1n, at), inner);
  }
}
