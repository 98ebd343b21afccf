/**
 * How many clauses stand in a bar, the others being folded into one chip; null when not even that has room.
 * `widths` are those of the clauses with the gap after each, `rest` that of all else.
 */
export function fitClauses(widths: number[], rest: number, fold: number, room: number): number | null {
  const all = widths.reduce((sum, width) => sum + width, rest);
  if (all <= room) return widths.length;
  let used = rest + fold;
  let count = 0;
  while (count < widths.length && used + (widths[count] as number) <= room) used += widths[count++] as number;
  if (widths.length === 0 || used > room) return null;
  return count;
}

/** A clause that a brush made, as the range it is: "accuracy", "0.66–0.84". */
export function rangeOf(text: string): { name: string; range: string } | null {
  const found = /^(`[^`]+`|[^\s`]+) >= (-?[\d.]\S*) and (\S.*) <=? (-?[\d.]\S*)$/.exec(text);
  if (!found || found[1] !== found[3]) return null;
  const [, name = "", low = "", , high = ""] = found;
  return { name, range: `${low}–${high}`.replaceAll("-", "−") };
}
