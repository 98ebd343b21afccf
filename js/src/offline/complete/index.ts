/** What may be written at the cursor, for a text that need not be finished; see `dsviz_widget/query/language/complete.py`. */
import type { Schema } from "../../query/index";
import { isMongo } from "../../query/language/parse";
import type { CompletionItem, TableInfo } from "../../wire";
import { infixOffers } from "./infix";
import { mongoOffers } from "./mongo";
import type { Placed } from "./offers";
import { type Classes, Sight } from "./sight";

/** Completions offered at once. */
const MOST = 50;
const MAX_LENGTH = 64 * 1024;

/** @param cursor counted in characters, as are the places of what is offered */
export function complete(text: string, cursor: number, schema: Schema, classes: Classes): CompletionItem[] {
  if (text.length > MAX_LENGTH) return [];
  const letters = Array.from(text);
  const units = letters.slice(0, Math.min(Math.max(cursor, 0), letters.length)).join("").length;
  const offers = isMongo(text) ? mongoOffers : infixOffers;
  const characters = (at: number) => Array.from(text.slice(0, at)).length;
  return ranked(offers(text, units, new Sight(schema, classes)), text).map((one) => ({
    ...one,
    start: characters(one.start),
    end: characters(one.end),
  }));
}

/** The path of each list of boxes or masks -> its classes. */
export function classesOf({ columns }: TableInfo): Classes {
  const found = new Map<string, ReadonlyMap<number, string>>();
  for (const { name, layers } of columns)
    for (const { group, kind, classes } of layers) {
      const path = kind === "mask" ? `${name}.masks.${group}.classes` : `${name}.boxes.${group}`;
      found.set(path, new Map(classes));
    }
  return found;
}

function ranked(places: readonly Placed[], text: string): CompletionItem[] {
  const found: { rank: number; order: number; item: CompletionItem }[] = [];
  const seen = new Set<string>();
  for (const [{ start, end, typed }, offers] of places) {
    for (const { label, insert, kind, detail, order } of offers) {
      let rank = fitOf(label, typed);
      if (rank !== null && kind === "class") rank = 0;
      const key = JSON.stringify([insert, start]);
      if (rank === null || seen.has(key) || text.slice(start, end) === insert) continue;
      seen.add(key);
      found.push({ rank, order, item: { label, insert, start, end, kind, detail } });
    }
  }
  const sorted = found.sort((a, b) => a.rank - b.rank || a.order - b.order);
  return sorted.slice(0, MOST).map(({ item }) => item);
}

/** How well a label fits what was typed, 0 the best; null when it does not. */
export function fitOf(label: string, typed: string): number | null {
  if (!typed) return 0;
  if (typed.length > label.length) return null;
  const [low, sought] = [label.toLowerCase(), typed.toLowerCase()];
  if (low.startsWith(sought)) return label.startsWith(typed) ? 0 : 1;
  const starts = [...label.matchAll(/(?<![A-Za-z0-9])[A-Za-z0-9]|(?<=[a-z])[A-Z]/g)].map(
    ({ index }) => index,
  );
  if (starts.some((start) => low.startsWith(sought, start))) return 2;
  if (low.includes(sought) || isSteps(low, sought, starts)) return 3;
  let at = 0;
  for (const letter of low) if (letter === sought[at]) at += 1;
  return sought.length > 1 && at === sought.length ? 4 : null;
}

/** Whether letters follow one another, or go on at the start of a word: `dTru` in dateTrunc. */
function isSteps(low: string, sought: string, starts: readonly number[]): boolean {
  let reached = new Set(starts.filter((start) => low[start] === sought[0]).map((start) => start + 1));
  for (const letter of sought.slice(1)) {
    const last = Math.min(low.length, ...reached);
    const next = new Set([...reached, ...starts.filter((start) => start >= last)]);
    reached = new Set([...next].filter((at) => at < low.length && low[at] === letter).map((at) => at + 1));
  }
  return reached.size > 0;
}
