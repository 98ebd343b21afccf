/** Colours of a matrix: what is right in ink, mistakes in red; a difference in green and red. Shares of the colour over the
 * ground stay so low that ink on them keeps a contrast of 4.5 to 1, in light and dark. */

/** Most of a colour that a cell takes, in percent. */
export const MOST = { right: 22, mistake: 56, better: 46, worse: 56 } as const;
const LEAST = { right: 4, mistake: 10, better: 10, worse: 10 } as const;

export type CellTone = keyof typeof MOST;

/** Percent of the colour: by the square root, so that single mistakes show beside hundreds. */
export function strength(tone: CellTone, size: number, largest: number): number {
  if (!(size > 0) || !(largest > 0)) return 0;
  const share = Math.sqrt(Math.min(1, size / largest));
  return Math.round(LEAST[tone] + share * (MOST[tone] - LEAST[tone]));
}

const COLOR: Record<CellTone, string> = {
  right: "var(--dv-ink)",
  mistake: "var(--dv-error)",
  better: "var(--dv-ok)",
  worse: "var(--dv-error)",
};

/** The ground of a cell; undefined for one that is empty. */
export function cellGround(tone: CellTone, size: number, largest: number): string | undefined {
  const percent = strength(tone, size, largest);
  return percent === 0 ? undefined : `color-mix(in srgb, ${COLOR[tone]} ${percent}%, var(--dv-bg))`;
}

/** Whether a difference is for the better: more that is right, or fewer mistakes. */
export function differenceTone(difference: number, isRight: boolean): CellTone {
  return difference > 0 === isRight ? "better" : "worse";
}
