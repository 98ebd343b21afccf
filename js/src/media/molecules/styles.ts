import type { Atom3D, Selection, Style } from "3dmol/build/3Dmol.es6-min.js";
import { type Contents, WATERS } from "./atoms";
import { type Coloring, colorOf, elementColor } from "./colors";

export const STYLES = ["cartoon", "stick", "ball", "line", "sphere", "surface"] as const;
export type MoleculeStyle = (typeof STYLES)[number];

export const STYLE_NAMES: Record<MoleculeStyle, string> = {
  cartoon: "Cartoon",
  stick: "Sticks",
  ball: "Balls and sticks",
  line: "Lines",
  sphere: "Spheres",
  surface: "Surface",
};

/** A surface of more atoms takes a browser too long. */
export const MOST_FOR_SURFACE = 20_000;
const MANY = 4000;
const STICK_OF_LIGAND = 0.16;

export interface Look {
  style: MoleculeStyle;
  coloring: Coloring;
  hasHydrogens: boolean;
  hasWater: boolean;
}

/** The styles that can be drawn of a molecule. */
export function stylesOf({ isPolymer, atoms }: Contents): MoleculeStyle[] {
  return STYLES.filter(
    (style) => (style !== "cartoon" || isPolymer) && (style !== "surface" || atoms <= MOST_FOR_SURFACE),
  );
}

/** The style that tells most of a molecule at first sight. */
export function usualStyle({ isPolymer, atoms }: Contents): MoleculeStyle {
  if (isPolymer) return "cartoon";
  return atoms > MANY ? "line" : "ball";
}

/** The coloring that tells most of it in a style. */
export function usualColoring({ chains, isPolymer }: Contents, style: MoleculeStyle): Coloring {
  if (style !== "cartoon" && style !== "surface") return "element";
  return isPolymer && chains.length > 1 ? "chain" : isPolymer ? "structure" : "element";
}

/** What to draw of which atoms, in order: each part goes over those before it. */
export function partsOf(look: Look, contents: Contents): [Selection, Style][] {
  const colorfunc = colorOf(look.coloring, contents);
  const parts: [Selection, Style][] = [[{}, styleOf(look.style, contents, colorfunc)]];
  if (look.style === "cartoon") {
    // Ligands and ions have no ribbon; their elements tell them apart from the chains.
    const ligand = {
      stick: { radius: STICK_OF_LIGAND, colorfunc: elementColor },
      sphere: { scale: 0.25, colorfunc: elementColor },
    };
    parts.push([{ hetflag: true }, ligand]);
  }
  if (!look.hasHydrogens) parts.push([{ elem: ["H", "D"] }, {}]);
  const water: Style = look.hasWater ? { sphere: { scale: 0.2, colorfunc: elementColor } } : {};
  if (contents.hasWater) parts.push([{ resn: WATERS }, water]);
  return parts;
}

function styleOf(style: MoleculeStyle, { hasRibbon }: Contents, colorfunc: (atom: Atom3D) => string): Style {
  switch (style) {
    case "cartoon":
      return {
        cartoon: hasRibbon ? { colorfunc, arrows: true } : { colorfunc, style: "trace", thickness: 0.5 },
      };
    case "stick":
      return { stick: { radius: 0.2, colorfunc } };
    case "ball":
      return { stick: { radius: 0.13, colorfunc }, sphere: { scale: 0.26, colorfunc } };
    case "line":
      return { line: { colorfunc, linewidth: 2 } };
    case "sphere":
      return { sphere: { colorfunc } };
    case "surface":
      // Seen through the surface.
      return { stick: { radius: 0.1, colorfunc } };
  }
}
