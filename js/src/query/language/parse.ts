/** Reading an expression in whichever way it is written. */
import { span } from "../errors";
import { fieldTree } from "./dollar";
import { parseInfix } from "./infix";
import { parseMongo } from "./mongo";
import type { Tree } from "./tree";

/** Whether a text is written MongoDB's way rather than infix. */
export function isMongo(text: string): boolean {
  const start = text.trimStart().slice(0, 2);
  return start.startsWith("{") || start.startsWith("[") || start === "'$" || start === '"$';
}

export function parse(text: string, names: Iterable<string>): Tree {
  return isMongo(text) ? parseMongo(text) : parseInfix(text, names);
}

/** Reads an expression to sort, group or derive by, where a column's bare name is that column. */
export function parseKey(text: string, names: readonly string[]): Tree {
  return names.includes(text) ? fieldTree([text], null, false, span(0, text.length)) : parse(text, names);
}
