import type { Atom3D } from "3dmol/build/3Dmol.es6-min.js";

/** What there is to color, to hide and to draw in a molecule. */
export interface Contents {
  atoms: number;
  chains: string[];
  /** Whether it has a chain of residues long enough for a cartoon. */
  isPolymer: boolean;
  /** Whether the chain has what a ribbon is laid along; else only its course is known. */
  hasRibbon: boolean;
  hasResidues: boolean;
  hasHydrogens: boolean;
  hasWater: boolean;
  /** Least and greatest B-factor, where they differ. */
  b: [number, number] | null;
}

export const WATERS = [
  "HOH",
  "WAT",
  "SOL",
  "H2O",
  "DOD",
  "TIP",
  "TIP3",
  "TIP3P",
  "TIP4",
  "TIP4P",
  "SPC",
  "TP3",
];
const FEWEST = 4;

export function contentsOf(atoms: readonly Atom3D[]): Contents {
  const chains = new Set<string>();
  const water = new Set(WATERS);
  let marks = 0;
  let oxygens = 0;
  let phosphorus = 0;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [hasHydrogens, hasWater, hasResidues] = [false, false, false];
  for (const { elem, atom, resn, chain, b } of atoms) {
    if (elem === "H" || elem === "D") hasHydrogens = true;
    if (resn && water.has(resn)) hasWater = true;
    else if (chain) chains.add(chain);
    if (resn) hasResidues = true;
    if (atom === "CA" && elem === "C") marks++;
    if (atom === "O") oxygens++;
    if (atom === "P") phosphorus++;
    if (b !== undefined && Number.isFinite(b)) [low, high] = [Math.min(low, b), Math.max(high, b)];
  }
  return {
    atoms: atoms.length,
    chains: [...chains].sort(),
    isPolymer: marks >= FEWEST || phosphorus >= FEWEST,
    hasRibbon: oxygens >= FEWEST || phosphorus >= FEWEST,
    hasResidues,
    hasHydrogens,
    hasWater,
    b: low < high ? [low, high] : null,
  };
}

/** "CA carbon · ALA 12 · chain A · B 12.3". */
export function atomText({ elem, atom, serial, resn, resi, chain, b }: Atom3D): string {
  const parts = [atom && atom !== elem ? `${atom} (${elem})` : `${elem} ${serial}`];
  if (resn) parts.push(resi === undefined || Number.isNaN(resi) ? resn : `${resn} ${resi}`);
  if (chain) parts.push(`chain ${chain}`);
  if (b) parts.push(`B ${Number(b.toFixed(2))}`);
  return parts.join(" · ");
}
