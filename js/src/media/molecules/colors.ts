import type { Atom3D } from "3dmol/build/3Dmol.es6-min.js";
import type { Contents } from "./atoms";

export const COLORINGS = ["element", "chain", "structure", "residue", "b", "plddt"] as const;
export type Coloring = (typeof COLORINGS)[number];

export const COLORING_NAMES: Record<Coloring, string> = {
  element: "Element",
  chain: "Chain",
  structure: "Secondary structure",
  residue: "Residue",
  b: "B-factor",
  plddt: "pLDDT",
};

/** As stills have them (molecule_elements.py). */
const ELEMENTS: Record<string, string> = {
  H: "#d4d8de",
  D: "#d4d8de",
  B: "#ffb5b5",
  C: "#878c94",
  N: "#3f62e8",
  O: "#e8352b",
  F: "#6fbf3a",
  NA: "#ab5cf2",
  MG: "#6fd000",
  AL: "#bfa6a6",
  SI: "#d6b48c",
  P: "#ff8000",
  S: "#e6c01f",
  CL: "#1fc03c",
  K: "#8f40d4",
  CA: "#3dcf00",
  MN: "#9c7ac7",
  FE: "#e06633",
  CO: "#f090a0",
  NI: "#50b050",
  CU: "#c88033",
  ZN: "#7d80b0",
  SE: "#f09a00",
  BR: "#a62929",
  AG: "#b4b4b4",
  I: "#940094",
  PT: "#b8b8c8",
  AU: "#e8b923",
};
const OTHER = "#c56ba8";
const PLAIN = "#9aa0a8";

const CHAINS = ["#2f6fdb", "#e0a100", "#c2477f", "#2b9d8f", "#8a5cd1", "#d9622c", "#609632", "#7a7a82"];
const STRUCTURES = { helix: "#d1477f", strand: "#e0a100", coil: "#7f8fa6" };
/** By what the side chain is like. */
const RESIDUES: [string, string, string[]][] = [
  ["hydrophobic", "#8a8f98", ["ALA", "VAL", "LEU", "ILE", "MET", "PRO", "GLY", "MSE"]],
  ["aromatic", "#8a5cd1", ["PHE", "TRP", "TYR"]],
  ["polar", "#2b9d8f", ["SER", "THR", "CYS", "ASN", "GLN"]],
  ["positive", "#3f62e8", ["LYS", "ARG", "HIS", "HSD", "HSE", "HSP", "HID", "HIE"]],
  ["negative", "#e8352b", ["ASP", "GLU"]],
  ["purine", "#d9622c", ["A", "G", "DA", "DG"]],
  ["pyrimidine", "#609632", ["C", "U", "T", "DC", "DT", "DU"]],
];
/** As AlphaFold's database draws confidence. */
const CONFIDENCE: [number, string, string][] = [
  [90, "#0053d6", "over 90"],
  [70, "#65cbf3", "70 to 90"],
  [50, "#ffdb13", "50 to 70"],
  [Number.NEGATIVE_INFINITY, "#ff7d45", "under 50"],
];
/** Cold to hot by way of grey, apart for all eyes. */
const RAMP: [number, number, number][] = [
  [47, 96, 200],
  [150, 170, 205],
  [205, 200, 195],
  [226, 150, 110],
  [190, 40, 50],
];

/** What one color says; a ramp has both its ends as words. */
export interface LegendEntry {
  color: string;
  label: string;
}

export type Legend =
  | { kind: "classes"; entries: LegendEntry[] }
  | { kind: "ramp"; css: string; low: number; high: number };

export function rampColor(share: number): string {
  const at = Math.max(0, Math.min(1, share)) * (RAMP.length - 1);
  const k = Math.min(RAMP.length - 2, Math.floor(at));
  const [from, to] = [RAMP[k], RAMP[k + 1]] as [number[], number[]];
  const mixed = from.map((part, c) => Math.round(part + (at - k) * ((to[c] as number) - part)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The colorings that say something of a molecule. */
export function coloringsOf(contents: Contents): Coloring[] {
  const { isPolymer, hasResidues, chains, b } = contents;
  const fits: Record<Coloring, boolean> = {
    element: true,
    chain: chains.length > 0,
    structure: isPolymer,
    residue: hasResidues && isPolymer,
    b: b !== null,
    plddt: b !== null && isPolymer && b[0] >= 0 && b[1] <= 100,
  };
  return COLORINGS.filter((coloring) => fits[coloring]);
}

/** The color of each atom. */
export function colorOf(coloring: Coloring, contents: Contents): (atom: Atom3D) => string {
  const chains = new Map(contents.chains.map((chain, k) => [chain, CHAINS[k % CHAINS.length] as string]));
  const residues = new Map(RESIDUES.flatMap(([, color, names]) => names.map((name) => [name, color])));
  const [low, high] = contents.b ?? [0, 1];
  const by: Record<Coloring, (atom: Atom3D) => string> = {
    element: elementColor,
    chain: (atom) => chains.get(atom.chain ?? "") ?? PLAIN,
    structure: (atom) =>
      atom.ss === "h" ? STRUCTURES.helix : atom.ss === "s" ? STRUCTURES.strand : STRUCTURES.coil,
    residue: (atom) => residues.get(atom.resn ?? "") ?? PLAIN,
    b: (atom) => (atom.b === undefined ? PLAIN : rampColor((atom.b - low) / (high - low))),
    plddt: (atom) => CONFIDENCE.find(([from]) => (atom.b ?? 0) >= from)?.[1] ?? PLAIN,
  };
  return by[coloring];
}

export function elementColor({ elem }: Pick<Atom3D, "elem">): string {
  return ELEMENTS[elem.toUpperCase()] ?? OTHER;
}

/** What the colors mean, of what the molecule has. */
export function legendOf(coloring: Coloring, contents: Contents, atoms: readonly Atom3D[]): Legend {
  if (coloring === "b") {
    const [low, high] = contents.b ?? [0, 1];
    const stops = [0, 0.25, 0.5, 0.75, 1].map(rampColor).join(", ");
    return { kind: "ramp", css: `linear-gradient(90deg, ${stops})`, low, high };
  }
  const color = colorOf(coloring, contents);
  const used = new Set(atoms.map(color));
  const found = entriesOf(coloring, contents, atoms).filter((entry) => used.has(entry.color));
  return { kind: "classes", entries: found };
}

function entriesOf(coloring: Coloring, contents: Contents, atoms: readonly Atom3D[]): LegendEntry[] {
  switch (coloring) {
    case "element": {
      const elements = [...new Set(atoms.map(({ elem }) => elem))].sort(
        (a, b) => Number(b === "C") - Number(a === "C") || a.localeCompare(b),
      );
      return elements.map((elem) => ({ color: elementColor({ elem }), label: elem }));
    }
    case "chain":
      return contents.chains.map((chain, k) => ({
        color: CHAINS[k % CHAINS.length] as string,
        label: chain,
      }));
    case "structure":
      return Object.entries(STRUCTURES).map(([label, color]) => ({ color, label }));
    case "residue":
      return RESIDUES.map(([label, color]) => ({ color, label }));
    default:
      return CONFIDENCE.map(([, color, label]) => ({ color, label }));
  }
}
