/** Letters of either case, spelled out for the parts of a pattern that alone ignore it. */

/** A character and its other cases that are one character long. */
export function foldedLiteral(character: string): string[] {
  const cases = [character, character.toLowerCase(), character.toUpperCase()];
  return [...new Set(cases)].filter((one) => Array.from(one).length === 1);
}

/** What a range of characters takes in besides when case does not count, written by `write`. */
export function foldedRange(low: number, high: number, write: (code: number) => string): string {
  let found = "";
  // Beyond it there are no letters with a case.
  for (let code = low; code <= Math.min(high, 0x1e943); code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    for (const other of foldedLiteral(String.fromCodePoint(code))) {
      const folded = other.codePointAt(0) as number;
      if (folded < low || folded > high) found += write(folded);
    }
  }
  return found;
}
