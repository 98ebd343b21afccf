/** Text that matches a pattern: whether, where first, and everywhere. */
import { QueryError, span } from "../errors";
import { BOOLEAN, INT64, listOf, structOf, TEXT } from "../kinds";
import { PatternError } from "../language/pattern-sets";
import { readPattern } from "../language/patterns";
import { argument, type Call, type Tree } from "../language/tree";
import type { Typer } from "../typing";
import { objectOf, type Value } from "../values";
import { lengthOf } from "./letters";
import { expect, onValues } from "./needs";
import { byName, type Rule } from "./registry";

const NAMES = "input regex options?";
/** What $regexFind answers: the text found, the letters before it, what its groups hold. */
const FOUND = structOf([
  ["match", TEXT],
  ["idx", INT64],
  ["captures", listOf(TEXT)],
]);

/** The pattern that is written out, or null when it is null. */
function patternOf(typer: Typer, call: Call, atLineEnd: boolean): RegExp | null {
  const tree = typer.named(call, "regex");
  const options = optionsOf(typer, call);
  if (tree.type === "regex") {
    if (tree.options && options)
      throw typer.error("type", "The options of the pattern are given twice.", call.span, "Write them once.");
    return read(typer, tree, tree.pattern, tree.options || options, atLineEnd);
  }
  if (tree.type === "literal" && tree.value === null) return null;
  if (tree.type === "literal" && typeof tree.value === "string")
    return read(typer, tree, tree.value, options, atLineEnd);
  throw typer.error(
    "value",
    `The pattern of ${typer.called(call)} is a text that is written out.`,
    tree.span,
    "Write '^a.*b$' or /^a.*b$/.",
  );
}

function optionsOf(typer: Typer, call: Call): string {
  const tree = argument(call, "options");
  if (tree === null || (tree.type === "literal" && tree.value === null)) return "";
  if (tree.type === "literal" && typeof tree.value === "string") return tree.value;
  throw typer.error("value", "The options of a pattern are a text that is written out.", tree.span);
}

function read(typer: Typer, tree: Tree, pattern: string, options: string, atLineEnd: boolean): RegExp {
  try {
    return readPattern(pattern, options, atLineEnd);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    let { start, end } = tree.span;
    // Escapes of a text move what stands after them.
    const at = pattern ? typer.source(tree.span).indexOf(pattern) : -1;
    if (at >= 0) {
      end = Math.min(start + at + Math.max(error.end, error.start + 1), end);
      start += at + error.start;
    }
    throw new QueryError("syntax", error.message, span(start, end), error.hint);
  }
}

/** The matches of a pattern from the left, as MongoDB lists them: the search ends with the text. */
function* matchesOf(text: string, pattern: RegExp): Generator<Value> {
  for (let at = 0; ; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return;
    const [whole, ...groups] = match;
    yield objectOf([
      ["match", whole],
      ["idx", lengthOf(text.slice(0, match.index))],
      ["captures", groups.map((group) => group ?? null)],
    ]);
    const letter = (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
    at = match.index + (whole.length || letter);
    if (at >= text.length) return;
  }
}

function rule(
  kind: typeof FOUND,
  atLineEnd: boolean,
  compute: (text: string | null, pattern: RegExp | null) => Value,
): Rule {
  return (typer, call, operator) => {
    const pattern = patternOf(typer, call, atLineEnd);
    const item = expect(typer, typer.type(typer.named(call, "input")), "text", typer.called(call));
    return onValues(call, operator, [item], kind, (text) => compute(text as string | null, pattern));
  };
}

byName(
  "$regexMatch",
  NAMES,
  rule(BOOLEAN, true, (text, pattern) => {
    if (text === null || pattern === null) return false;
    pattern.lastIndex = 0;
    return pattern.test(text);
  }),
);
byName(
  "$regexFind",
  NAMES,
  rule(FOUND, false, (text, pattern) => {
    if (text === null || pattern === null) return null;
    return matchesOf(text, pattern).next().value ?? null;
  }),
);
byName(
  "$regexFindAll",
  NAMES,
  rule(listOf(FOUND), false, (text, pattern) =>
    text === null || pattern === null ? [] : [...matchesOf(text, pattern)],
  ),
);
