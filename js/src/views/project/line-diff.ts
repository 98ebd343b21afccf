/** Two texts laid over each other line by line, as `diff` does; within lines that changed, by words. */
import { type Change, changes, commonItems } from "../word-diff";

export interface DiffLine {
  kind: "same" | "gone" | "new";
  /** Numbers of the line in the two texts, from 1; null where it is not there. */
  before: number | null;
  after: number | null;
  text: string;
  /** Given where the line took the place of another: what differs within it. */
  words: Change[] | null;
}

/** Lines of both that are the same, and are not shown. */
export interface DiffFold {
  kind: "fold";
  /** Place of the first in all lines. */
  at: number;
  count: number;
}

/** Of longer lines words are not compared. */
const LONGEST = 2_000;

/** All lines of both texts, what went before what came. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const found: DiffLine[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...commonItems(old, now), [old.length, now.length] as const]) {
    found.push(...block(old.slice(i, a), now.slice(j, b), i, j));
    const text = now[b];
    if (text !== undefined) found.push({ kind: "same", before: a + 1, after: b + 1, text, words: null });
    [i, j] = [a + 1, b + 1];
  }
  return found;
}

/** Lines between two that are the same: with as many on either side, each is the other one changed. */
function block(old: string[], now: string[], i: number, j: number): DiffLine[] {
  const isPaired = old.length === now.length;
  const wordsAt = (at: number) => {
    const [before, after] = [old[at] as string, now[at] as string];
    return isPaired && before.length < LONGEST && after.length < LONGEST ? changes(before, after) : null;
  };
  const words = old.map((_, at) => (isPaired ? wordsAt(at) : null));
  const gone = old.map((text, at): DiffLine => {
    const own = words[at]?.filter(({ kind }) => kind !== "new") ?? null;
    return { kind: "gone", before: i + at + 1, after: null, text, words: own };
  });
  const fresh = now.map((text, at): DiffLine => {
    const own = words[at]?.filter(({ kind }) => kind !== "gone") ?? null;
    return { kind: "new", before: null, after: j + at + 1, text, words: own };
  });
  return [...gone, ...fresh];
}

/** The lines with `context` of those that are the same around each change; the rest folded, but where `open` says. */
export function folded(
  lines: readonly DiffLine[],
  open: ReadonlySet<number>,
  context = 3,
): (DiffLine | DiffFold)[] {
  const isNear = new Uint8Array(lines.length);
  for (const [at, { kind }] of lines.entries()) {
    if (kind !== "same") isNear.fill(1, Math.max(0, at - context), at + context + 1);
  }
  const found: (DiffLine | DiffFold)[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && !isNear[end]) end++;
    // One line folded takes as much room as it does itself.
    if (end - at > 1 && !open.has(at)) found.push({ kind: "fold", at, count: end - at });
    else found.push(...lines.slice(at, end));
    if (end < lines.length) found.push(lines[end] as DiffLine);
    at = end + 1;
  }
  return found;
}

/** Lines that came, and lines that went. */
export function diffCounts(lines: readonly DiffLine[]): { fresh: number; gone: number } {
  const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
  return { fresh: count("new"), gone: count("gone") };
}

/** An empty line at the end is the end of the one before. */
function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
