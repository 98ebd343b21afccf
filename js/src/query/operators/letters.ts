/** Texts by their letters, which are code points, and the case of ASCII. */

export const letters = (text: string): string[] => Array.from(text);
/** Whether every letter is one unit long, so that positions are JavaScript's own. */
const isShort = (text: string) => !/[\ud800-\udfff]/.test(text);

export function lengthOf(text: string): number {
  return isShort(text) ? text.length : letters(text).length;
}

/** A text from a letter on, so many letters long. */
export function slice(text: string, start: number, count: number): string {
  if (isShort(text)) return text.slice(start, start + count);
  return letters(text)
    .slice(start, start + count)
    .join("");
}

export const asciiLower = (text: string) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
export const asciiUpper = (text: string) => text.replace(/[a-z]+/g, (part) => part.toUpperCase());
