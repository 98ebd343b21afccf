import { cssColors } from "../charts/css-colors";
import type { FigureLook } from "./figure-programs";

/** The colours around an element, in words that libraries know. */
export function figureLook(el: HTMLElement): FigureLook {
  const color = cssColors(el);
  const of = (token: string) => plainColor(color(`var(${token})`));
  return {
    isDark: el.closest<HTMLElement>("[data-theme]")?.dataset.theme === "dark",
    ground: of("--dv-bg"),
    raised: of("--dv-bg-raised"),
    ink: of("--dv-ink"),
    line: of("--dv-line"),
    font: getComputedStyle(el).fontFamily,
  };
}

/** A mixed colour, which browsers write as `color(srgb 0.2 0.4 1)`, as `rgb(51, 102, 255)`. */
export function plainColor(css: string): string {
  const parts = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)/.exec(css)?.slice(1);
  return parts ? `rgb(${parts.map((part) => Math.round(255 * Number(part))).join(", ")})` : css;
}
