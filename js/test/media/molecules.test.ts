import type { Atom3D } from "3dmol/build/3Dmol.es6-min.js";
import { describe, expect, test } from "vitest";
import { atomText, contentsOf } from "../../src/media/molecules/atoms";
import { coloringsOf, colorOf, legendOf, rampColor } from "../../src/media/molecules/colors";
import { onMoleculeKey } from "../../src/media/molecules/molecule-keys";
import { placeKey, settingsOf, togglePinned } from "../../src/media/molecules/settings";
import { partsOf, stylesOf, usualColoring, usualStyle } from "../../src/media/molecules/styles";

const atom = (given: Partial<Atom3D>): Atom3D => ({
  index: 0,
  serial: 1,
  elem: "C",
  bonds: [],
  x: 0,
  y: 0,
  z: 0,
  ...given,
});
const protein = Array.from({ length: 5 }, (_, k) => [
  atom({ atom: "CA", resn: "ALA", resi: k, chain: k < 3 ? "B" : "A", b: 40 + 12 * k, ss: k < 2 ? "h" : "c" }),
  atom({ atom: "O", elem: "O", resn: "ALA", resi: k, chain: "A", b: 50 }),
]).flat();
const water = atom({ elem: "O", resn: "HOH", resi: 9, chain: "W", hetflag: true, b: 50 });
const small = [atom({}), atom({ elem: "H", serial: 2 }), atom({ elem: "O", serial: 3 })];
const view = () => ({ channel: {}, signal: new AbortController().signal }) as never;

describe("what a molecule has", () => {
  test("tells a protein from a small molecule", () => {
    const found = contentsOf([...protein, water]);
    expect(found).toMatchObject({ chains: ["A", "B"], isPolymer: true, hasRibbon: true, hasWater: true });
    expect(found.b).toEqual([40, 88]);
    expect(contentsOf(small)).toMatchObject({ isPolymer: false, hasHydrogens: true, b: null, chains: [] });
  });

  test("chooses style and colors that say most", () => {
    const [large, little] = [contentsOf(protein), contentsOf(small)];
    expect([usualStyle(large), usualColoring(large, "cartoon")]).toEqual(["cartoon", "chain"]);
    expect([usualStyle(little), usualColoring(little, "ball")]).toEqual(["ball", "element"]);
    expect(stylesOf(little)).not.toContain("cartoon");
    expect(stylesOf({ ...large, atoms: 50_000 })).not.toContain("surface");
    expect(coloringsOf(large)).toEqual(["element", "chain", "structure", "residue", "b", "plddt"]);
    expect(coloringsOf(little)).toEqual(["element"]);
  });

  test("names an atom in a line", () => {
    expect(atomText(protein[0] as Atom3D)).toBe("CA (C) · ALA 0 · chain B · B 40");
    expect(atomText(small[2] as Atom3D)).toBe("O 3");
  });
});

describe("colors", () => {
  test("the legend has only what is there", () => {
    const contents = contentsOf(protein);
    const labels = (by: "element" | "chain" | "structure" | "plddt") => {
      const legend = legendOf(by, contents, protein);
      return legend.kind === "classes" ? legend.entries.map(({ label }) => label) : [];
    };
    expect(labels("element")).toEqual(["C", "O"]);
    expect(labels("chain")).toEqual(["A", "B"]);
    expect(labels("structure")).toEqual(["helix", "coil"]);
    expect(labels("plddt")).toEqual(["70 to 90", "50 to 70", "under 50"]);
    expect(legendOf("b", contents, protein)).toMatchObject({ kind: "ramp", low: 40, high: 88 });
  });

  test("a ramp ends where it should", () => {
    expect([rampColor(-1), rampColor(0)]).toEqual(["#2f60c8", "#2f60c8"]);
    expect(rampColor(2)).toBe("#be2832");
    const byB = colorOf("b", contentsOf(protein));
    expect(byB(atom({ b: 88 }))).toBe("#be2832");
  });
});

describe("what is drawn", () => {
  test("a chain of alpha carbons alone is a tube, and hydrogens and water come last", () => {
    const trace = contentsOf([...protein.filter(({ atom: name }) => name === "CA"), water]);
    const look = { style: "cartoon", coloring: "chain", hasHydrogens: false, hasWater: false } as const;
    const parts = partsOf(look, trace);
    expect(parts[0]?.[1].cartoon).toMatchObject({ style: "trace" });
    expect(parts.at(-2)).toEqual([{ elem: ["H", "D"] }, {}]);
    expect(parts.at(-1)?.[1]).toEqual({});
  });
});

describe("keys and what is kept", () => {
  const press = (key: string, more: object = {}) => {
    const settings = settingsOf(view());
    const moved: unknown[] = [];
    const isOwn = onMoleculeKey(
      { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more },
      {
        settings,
        styles: ["stick", "sphere"],
        colorings: ["element", "chain"],
        coloring: "element",
        scene: { rotate: (...args: unknown[]) => moved.push(args) } as never,
        reset: () => moved.push("reset"),
        save: () => moved.push("save"),
        pin: () => moved.push("pin"),
        step: (by) => moved.push(by),
      },
    );
    return { settings, moved, isOwn };
  };

  test("choose, turn and step", () => {
    expect(press("2").settings.style.value).toBe("stick");
    expect(press("1").settings.style.value).toBeNull();
    expect(press("c").settings.coloring.value).toBe("chain");
    expect(press("h").settings.hasHydrogens.value).toBe(false);
    expect(press("b").settings.ground.value).toBe("white");
    expect(press("ArrowLeft", { shiftKey: true }).moved).toEqual([[-15, "y"]]);
    expect(press(".").moved).toEqual([1]);
    expect(press("ArrowLeft").isOwn).toBe(false);
    expect(press("c", { ctrlKey: true }).isOwn).toBe(false);
  });

  test("three molecules stay beside, the oldest makes room", () => {
    const settings = settingsOf(view());
    const one = (row: number) => ({ source: { column: "m", row, index: 0 }, item: {}, at: 0 }) as never;
    for (let row = 0; row < 4; row++) togglePinned(settings, one(row));
    const rows = () => settings.pinned.value.map(({ source }) => placeKey(source));
    expect(rows()).toEqual(["1 0 m", "2 0 m", "3 0 m"]);
    togglePinned(settings, one(2));
    expect(rows()).toEqual(["1 0 m", "3 0 m"]);
  });
});
