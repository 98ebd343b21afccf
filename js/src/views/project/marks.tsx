/** A name in which what was looked for is marked. */
export interface Part {
  text: string;
  isMatch: boolean;
}

/** The text cut where one of the words stands, whatever their case. */
export function markedParts(text: string, words: readonly string[]): Part[] {
  const wanted = words.filter((word) => word !== "").map((word) => word.toLowerCase());
  if (wanted.length === 0) return [{ text, isMatch: false }];
  const lower = text.toLowerCase();
  // Where lower case has another length, places in the two would not be the same.
  if (lower.length !== text.length) return [{ text, isMatch: false }];
  const isIn = new Array<boolean>(text.length).fill(false);
  for (const word of wanted) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      isIn.fill(true, at, at + word.length);
    }
  }
  const parts: Part[] = [];
  for (let k = 0; k < text.length; k++) {
    const isMatch = isIn[k] as boolean;
    const last = parts.at(-1);
    if (last?.isMatch === isMatch) last.text += text[k];
    else parts.push({ text: text[k] as string, isMatch });
  }
  return parts;
}

/** The words of a search; "camvid:v2" is two. */
export const wordsOf = (find: string): string[] =>
  find
    .trim()
    .split(/[\s:]+/)
    .filter(Boolean);

export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return (
    <>
      {markedParts(text, words).map(({ text, isMatch }, at) =>
        isMatch ? <mark key={at}>{text}</mark> : text,
      )}
    </>
  );
}
