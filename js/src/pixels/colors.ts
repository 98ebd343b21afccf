/** How many class colours the stylesheet has; a legend longer than that uses them again. */
export const PALETTE_SIZE = 12;

/** A class colour, ready for pixels and for text on it. */
export interface ClassColor {
  r: number;
  g: number;
  b: number;
  css: string;
  /** Light colours take a dark halo, dark ones a light halo. */
  isLight: boolean;
  /** Text on the colour: white where that has a contrast of 4.5, else black, which then has it. */
  ink: "#ffffff" | "#000000";
}

const LIGHT_LUMINANCE = 0.36;

/** A colour as CSS writes it (`#rgb`, `#rrggbb` or `rgb(...)`); anything else is grey. */
export function readColor(css: string): ClassColor {
  const [r, g, b] = parse(css.trim());
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return {
    r,
    g,
    b,
    css: `rgb(${r} ${g} ${b})`,
    isLight: luminance > LIGHT_LUMINANCE,
    ink: 1.05 / (luminance + 0.05) >= 4.5 ? "#ffffff" : "#000000",
  };
}

function parse(css: string): [number, number, number] {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(css);
  const hex = short ? short.slice(1).map((digit) => digit + digit) : /^#(..)(..)(..)$/.exec(css)?.slice(1);
  const numbers = hex
    ? hex.map((pair) => Number.parseInt(pair, 16))
    : (/^rgb\(([\d.\s,]+)/.exec(css)?.[1] ?? "")
        .trim()
        .split(/[\s,]+/)
        .map(Number);
  const [r, g, b] = numbers;
  const isColor = numbers.length >= 3 && numbers.every(Number.isFinite);
  return isColor ? [r as number, g as number, b as number] : [128, 128, 128];
}

/** sRGB to linear light. */
function linear(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

const palettes = new WeakMap<Element, ClassColor[]>();

/** The class colours that the stylesheet gives to the view around `el`. */
export function paletteOf(el: Element): ClassColor[] {
  const root = el.closest(".dv") ?? el;
  let palette = palettes.get(root);
  if (!palette) {
    const style = getComputedStyle(root);
    palette = Array.from({ length: PALETTE_SIZE }, (_, k) =>
      readColor(style.getPropertyValue(`--dv-class-${k}`)),
    );
    palettes.set(root, palette);
  }
  return palette;
}

/** What each class id of a mask is painted with. An id beyond the end, or of strength 0, stays transparent. */
export interface ColorTable {
  /** Red, green, blue and strength (0 to 255) by class id. */
  rgba: Uint8Array;
  isLight: Uint8Array;
}

export function colorTable(entries: Iterable<[id: number, color: ClassColor, strength: number]>): ColorTable {
  const all = [...entries].filter(([id]) => id >= 0);
  const size = all.reduce((most, [id]) => Math.max(most, id + 1), 0);
  const table = { rgba: new Uint8Array(size * 4), isLight: new Uint8Array(size) };
  for (const [id, { r, g, b, isLight }, strength] of all) {
    table.rgba.set([r, g, b, Math.round(strength * 255)], id * 4);
    table.isLight[id] = isLight ? 1 : 0;
  }
  return table;
}
