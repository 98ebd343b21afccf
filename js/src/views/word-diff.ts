/** A piece of a text: whether other tables have something else there. */
export interface Piece {
  text: string;
  differs: boolean;
}

/** A piece of two texts laid over each other: in both, only in the one before, or only in the one after. */
export interface Change {
  kind: "same" | "gone" | "new";
  text: string;
}

/** In cells words of longer texts are not compared one by one. */
const MOST_WORDS = 200;
/** Where so many words differ, the rest of two texts is told as all gone and all new. */
const MOST_CHANGES = 1200;

/** A text in pieces, words that another one has not marked. Space between marked words is marked with them. */
export function differing(text: string, other: string): Piece[] {
  if (text === other) return [{ text, differs: false }];
  const words = split(text);
  const others = split(other);
  if (words.length > MOST_WORDS || others.length > MOST_WORDS) return [{ text, differs: true }];
  const here = wordsAt(words);
  const there = wordsAt(others);
  const pairs = commonItems(
    here.map((at) => words[at] as string),
    there.map((at) => others[at] as string),
  );
  const common = new Set(pairs.map(([at]) => here[at] as number));
  const pieces: Piece[] = [];
  for (const [at, word] of words.entries()) {
    const isSpace = word.trim() === "";
    const differs = isSpace
      ? at > 0 && at < words.length - 1 && !common.has(at - 1) && !common.has(at + 1)
      : !common.has(at);
    const last = pieces.at(-1);
    if (last?.differs === differs) last.text += word;
    else pieces.push({ text: word, differs });
  }
  return pieces;
}

/** What became of one text, word by word; space goes with the word before it, and by itself it makes no difference. */
export function changes(before: string, after: string): Change[] {
  const old = withSpaces(before);
  const now = withSpaces(after);
  const found: Change[] = [];
  const push = (kind: Change["kind"], text: string) => {
    if (text === "") return;
    const last = found.at(-1);
    if (last?.kind === kind) last.text += text;
    else found.push({ kind, text });
  };
  const texts = (words: Word[], from: number, to: number) =>
    words
      .slice(from, to)
      .map(({ word, space }) => word + space)
      .join("");
  let [i, j] = [0, 0];
  const word = ({ word }: Word) => word;
  for (const [a, b] of [...commonItems(old.map(word), now.map(word)), [old.length, now.length] as const]) {
    push("gone", texts(old, i, a));
    push("new", texts(now, j, b));
    push("same", texts(now, b, b + 1));
    [i, j] = [a + 1, b + 1];
  }
  return found;
}

interface Word {
  word: string;
  space: string;
}

function withSpaces(text: string): Word[] {
  const words: Word[] = [];
  for (const part of split(text)) {
    const last = words.at(-1);
    if (part.trim() === "" && last) last.space += part;
    else words.push({ word: part, space: "" });
  }
  return words;
}

function split(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]+/gu) ?? [];
}

function wordsAt(words: string[]): number[] {
  return [...words.keys()].filter((at) => words[at]?.trim() !== "");
}

/** Places, in both, of the items, words or lines, of a longest common sequence (E. Myers, An O(ND) Difference Algorithm,
 * 1986). */
export function commonItems(here: string[], there: string[]): [number, number][] {
  let start = 0;
  while (start < here.length && start < there.length && here[start] === there[start]) start++;
  let [endHere, endThere] = [here.length, there.length];
  while (endHere > start && endThere > start && here[endHere - 1] === there[endThere - 1]) {
    endHere--;
    endThere--;
  }
  const head = Array.from({ length: start }, (_, at): [number, number] => [at, at]);
  const tail = Array.from({ length: here.length - endHere }, (_, at): [number, number] => [
    endHere + at,
    endThere + at,
  ]);
  const middle = shortestEdit(here.slice(start, endHere), there.slice(start, endThere));
  return [...head, ...middle.map(([a, b]): [number, number] => [a + start, b + start]), ...tail];
}

function shortestEdit(here: string[], there: string[]): [number, number][] {
  const most = Math.min(here.length + there.length, MOST_CHANGES);
  const offset = most + 1;
  let furthest = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(furthest);
    furthest = furthest.slice();
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && at(furthest, offset + k - 1) < at(furthest, offset + k + 1));
      let x = isDown ? at(furthest, offset + k + 1) : at(furthest, offset + k - 1) + 1;
      while (x < here.length && x - k < there.length && here[x] === there[x - k]) x++;
      furthest[offset + k] = x;
      if (x >= here.length && x - k >= there.length)
        return walkBack(trace, offset, here.length, there.length);
    }
  }
  return [];
}

function walkBack(trace: Int32Array[], offset: number, width: number, height: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [width, height];
  for (let d = trace.length - 1; d >= 0; d--) {
    const before = trace[d] as Int32Array;
    const k = x - y;
    const isDown = k === -d || (k !== d && at(before, offset + k - 1) < at(before, offset + k + 1));
    const fromK = isDown ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : at(before, offset + fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] as number;
}
