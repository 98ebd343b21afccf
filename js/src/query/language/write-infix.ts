/** A tree in the infix form. */
import { NOWHERE } from "../errors";
import { DEFAULTS, FUNCTIONS, namesOf, operatorOf, POSITIONAL } from "./functions";
import { COMPARISONS, KEYWORDS, TEXT_TESTS } from "./names";
import { writeText } from "./tokens";
import { argument, type Call, type Constant, type Field, literal, type Tree, type Variable } from "./tree";
import {
  bounded,
  isItems,
  isMapping,
  isMoment,
  Unsayable,
  writeMoment,
  writeNumber,
  writeRegex,
} from "./write";

/** How tightly a text holds together; a looser one stands in parentheses. */
const [OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, OPERAND] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
type Written = readonly [text: string, level: number];

const SAFE_COLUMN = /^(?:[\p{L}\p{Nl}\p{No}_][%\p{L}\p{N}_.]*|%[%\p{L}\p{N}_.]*)$/u;
const WORD = /^[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*$/u;
const MEMBER = /^[%\p{L}\p{N}_]+$/u;
const SYMBOLS: Record<string, string> = {
  $add: "+",
  $subtract: "-",
  $multiply: "*",
  $divide: "/",
  $mod: "%",
};
const KIND_WORDS: Record<string, string> = {
  string: "text",
  bool: "a boolean",
  date: "a date",
  object: "an object",
};
/** Operator -> its first short name. */
const SHORT = new Map([...FUNCTIONS].reverse().map(([word, operator]) => [operator, word]));
const SYMBOL_TESTS = new Set(COMPARISONS.values());
/** Words that call a function in spite of being keywords. */
const CALLABLE = new Set(["in", "and", "or", "none"]);

/**
 * Throws `Unsayable` where a tree holds something that the infix form lacks.
 *
 * @param names columns of the schema, which need no backticks where they hold `%` or dots
 */
export function writeInfix(tree: Tree, names: Iterable<string> = []): string {
  return new Infix(new Set(names)).write(tree, OR);
}

/** A name as the infix form reads it: bare where that is safe, else in backticks. */
export function writeName(name: string): string {
  if (WORD.test(name) && !KEYWORDS.has(name.toLowerCase())) return name;
  return `\`${name.replaceAll("`", "``")}\``;
}

const member = (name: string) => (MEMBER.test(name) ? name : writeName(name));
const argumentName = (name: string) => (WORD.test(name) ? name : writeName(name));

class Infix {
  constructor(readonly names: ReadonlySet<string>) {}

  /** A part, in parentheses where it binds looser than `level`. */
  write(tree: Tree, level: number): string {
    const [text, own] = this.#written(tree);
    return bounded(own >= level ? text : `(${text})`);
  }

  #each(trees: readonly Tree[]): string {
    return trees.map((tree) => this.write(tree, OR)).join(", ");
  }

  #written(tree: Tree): Written {
    switch (tree.type) {
      case "literal":
        return this.#constant(tree.value);
      case "regex":
        return [writeRegex(tree), OPERAND];
      case "field":
        return [this.#field(tree), OPERAND];
      case "variable":
        return [variable(tree), OPERAND];
      case "list":
        return [`[${this.#each(tree.items)}]`, OPERAND];
      case "struct":
        return [this.#object(tree.fields.map(({ name, value }) => [name, value] as const)), OPERAND];
      default:
        return this.#special(tree) ?? [this.#function(tree), OPERAND];
    }
  }

  #constant(value: Constant): Written {
    if (isMapping(value))
      return [this.#object([...value].map(([name, item]) => [name, literal(item, NOWHERE)])), OPERAND];
    if (isItems(value)) return [`[${this.#each(value.map((item) => literal(item, NOWHERE)))}]`, OPERAND];
    if (isMoment(value)) return [`date(${writeText(writeMoment(value))})`, OPERAND];
    if (typeof value === "string") return [writeText(value), OPERAND];
    // A number too large for a double is how infinity is written.
    const text = writeNumber(value, "nan", "1e999");
    return [text, text.startsWith("-") ? SIGN : OPERAND];
  }

  #object(fields: readonly (readonly [string, Tree])[]): string {
    return `object(${fields.map(([name, item]) => `${argumentName(name)}=${this.write(item, OR)}`).join(", ")})`;
  }

  #field({ path, table }: Field): string {
    const [first = "", ...rest] = path;
    const isKnown = this.names.has(first) && SAFE_COLUMN.test(first) && !KEYWORDS.has(first.toLowerCase());
    const parts = [isKnown ? first : writeName(first), ...rest.map(member)];
    return (table === null ? "" : `$${table}.`) + parts.join(".");
  }

  #special(call: Call): Written | null {
    const { operator, args } = call;
    if (operator === "or" || operator === "and") return this.#chain(call);
    if (operator === "not") return this.#negation(args[0] as Tree);
    if (operator === "is null") return [`${this.write(args[0] as Tree, SUM)} is null`, COMPARISON];
    if (SYMBOL_TESTS.has(operator) || operator === "in" || TEXT_TESTS.includes(operator)) {
      const last = args.at(-1);
      if (operator === "==" && last?.type === "literal" && Number.isNaN(last.value))
        return [`${this.write(args[0] as Tree, SUM)} is nan`, COMPARISON];
      return [this.#test(call, ""), COMPARISON];
    }
    if (operator === "$isNumber" || operator === "$isArray" || operator === "$eq")
      return this.#kindTest(call);
    if (operator in SYMBOLS) return this.#arithmetic(call);
    if (operator === "$regexMatch") return this.#matches(call, "");
    if (operator === "$getField") return this.#fieldOf(call);
    if (operator === "$cond") return this.#choice(call);
    return operator === "$switch" ? this.#switch(call) : null;
  }

  #chain({ operator, args }: Call): Written | null {
    if (args.length < 2) return null;
    const level = operator === "or" ? OR : AND;
    return [args.map((item) => this.write(item, level + 1)).join(` ${operator} `), level];
  }

  #negation(inner: Tree): Written {
    if (inner.type === "call") {
      const { operator, args } = inner;
      if (operator === "in" || TEXT_TESTS.includes(operator)) return [this.#test(inner, "not "), COMPARISON];
      if (operator === "is null") return [`${this.write(args[0] as Tree, SUM)} is not null`, COMPARISON];
      const found = operator === "$regexMatch" ? this.#matches(inner, "not ") : null;
      if (found) return found;
    }
    return [`not ${this.write(inner, NOT)}`, NOT];
  }

  #test({ operator, args }: Call, word: string): string {
    const [left, right] = args as [Tree, Tree];
    return `${this.write(left, SUM)} ${word}${operator} ${this.write(right, SUM)}`;
  }

  #matches({ named }: Call, word: string): Written | null {
    const [text, pattern] = named;
    if (named.length !== 2 || text?.name !== "input" || pattern?.name !== "regex") return null;
    return [`${this.write(text.value, SUM)} ${word}matches ${this.write(pattern.value, SUM)}`, COMPARISON];
  }

  #kindTest({ operator, args }: Call): Written | null {
    let noun = { $isNumber: "a number", $isArray: "a list" }[operator];
    let subject = args.length === 1 ? args[0] : undefined;
    const [kind, name] = args;
    if (operator === "$eq" && args.length === 2 && kind?.type === "call" && name?.type === "literal") {
      if (kind.operator === "$type" && kind.args.length === 1 && typeof name.value === "string") {
        noun = KIND_WORDS[name.value];
        subject = kind.args[0];
      }
    }
    return noun && subject ? [`${this.write(subject, SUM)} is ${noun}`, COMPARISON] : null;
  }

  #arithmetic({ operator, args }: Call): Written | null {
    const [first, ...rest] = args;
    const symbol = SYMBOLS[operator] as string;
    if (!first || rest.length === 0) return null;
    const level = symbol === "+" || symbol === "-" ? SUM : PRODUCT;
    if (symbol === "*" && rest.length === 1 && first.type === "literal" && first.value === -1n)
      return [`-${this.write(rest[0] as Tree, OPERAND)}`, SIGN];
    const texts = [this.write(first, level), ...rest.map((item) => this.write(item, level + 1))];
    return [texts.join(` ${symbol} `), level];
  }

  #choice(call: Call): Written | null {
    let items: readonly Tree[] = call.args;
    if (items.length === 0) {
      const named = ["if", "then", "else"].map((name) => argument(call, name));
      if (call.named.length !== 3 || named.includes(null)) return null;
      items = named as Tree[];
    }
    return [`if(${this.#each(items)})`, OPERAND];
  }

  #switch(call: Call): Written | null {
    const branches = argument(call, "branches");
    const otherwise = argument(call, "default");
    if (branches?.type !== "list" || branches.items.length === 0 || otherwise === null) return null;
    const parts: Tree[] = [];
    for (const branch of branches.items) {
      const part = (name: string) =>
        branch.type === "struct" ? branch.fields.find((field) => field.name === name)?.value : undefined;
      const [test, then] = [part("case"), part("then")];
      if (!test || !then) return null;
      parts.push(test, then);
    }
    return [`if(${this.#each([...parts, otherwise])})`, OPERAND];
  }

  #fieldOf({ named }: Call): Written | null {
    const [field, source] = named;
    if (named.length !== 2 || field?.name !== "field" || source?.name !== "input") return null;
    if (source.value.type !== "call" || field.value.type !== "literal") return null;
    if (typeof field.value.value !== "string") return null;
    const text = this.write(source.value, OPERAND);
    return text.endsWith(")") ? [`${text}.${member(field.value.value)}`, OPERAND] : null;
  }

  #function({ operator, args, named }: Call): string {
    let word = wordFor(operator);
    // date('...') is a constant, and refuses a text that is none.
    if (word === "date" && args[0]?.type === "literal") word = "toDate";
    if (named.length === 0) return `${word}(${this.#each(args)})`;
    const [known, usual] = DEFAULTS[operator] ?? [];
    const isUsual = (name: string, value: Tree) =>
      name === known && value.type === "literal" && value.value === usual;
    const given = new Map(
      named.filter(({ name, value }) => !isUsual(name, value)).map(({ name, value }) => [name, value]),
    );
    const parts: string[] = [];
    for (const name of POSITIONAL[operator] ?? namesOf(operator).slice(0, 1)) {
      const value = given.get(name);
      if (!value) break;
      given.delete(name);
      parts.push(this.write(value, OR));
    }
    for (const [name, value] of given) parts.push(`${argumentName(name)}=${this.write(value, OR)}`);
    return `${word}(${parts.join(", ")})`;
  }
}

function variable({ name, path }: Variable): string {
  const odd = path.find((part) => !/^[\p{L}\p{N}_]+$/u.test(part));
  if (odd !== undefined) throw new Unsayable(`The infix form cannot write the field '${odd}' of a variable.`);
  return `$$${[name, ...path].join(".")}`;
}

function wordFor(operator: string): string {
  const word = operator.replace(/^\$/, "");
  for (const candidate of [SHORT.get(operator) ?? word, word]) {
    const lower = candidate.toLowerCase();
    if (operatorOf(candidate) === operator && (!KEYWORDS.has(lower) || CALLABLE.has(lower))) return candidate;
  }
  throw new Unsayable(`The infix form has no word for ${operator}.`);
}
