/** A piece of a text: whether other tables have something else there. */
export interface Piece {
  text: string;
  differs: boolean;
}

/** Words of longer texts are not compared one by one. */
const MOST_WORDS = 200;

/** A text in pieces, words that another one has not marked. Space between marked words is marked with them. */
export function differing(text: string, other: string): Piece[] {
  if (text === other) return [{ text, differs: false }];
  const words = split(text);
  const others = split(other);
  if (words.length > MOST_WORDS || others.length > MOST_WORDS) return [{ text, differs: true }];
  const common = commonWords(words, others);
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

function split(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]+/gu) ?? [];
}

/** Indexes of the words of a longest common sequence, spaces left out. */
function commonWords(words: string[], others: string[]): Set<number> {
  const here = [...words.keys()].filter((at) => words[at]?.trim() !== "");
  const there = others.filter((word) => word.trim() !== "");
  const lengths = Array.from({ length: here.length + 1 }, () => new Uint16Array(there.length + 1));
  for (let i = here.length - 1; i >= 0; i--) {
    for (let j = there.length - 1; j >= 0; j--) {
      const row = lengths[i] as Uint16Array;
      const below = lengths[i + 1] as Uint16Array;
      row[j] =
        words[here[i] as number] === there[j]
          ? (below[j + 1] as number) + 1
          : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  const common = new Set<number>();
  let [i, j] = [0, 0];
  while (i < here.length && j < there.length) {
    if (words[here[i] as number] === there[j]) {
      common.add(here[i] as number);
      i++;
      j++;
    } else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i++;
    else j++;
  }
  return common;
}
