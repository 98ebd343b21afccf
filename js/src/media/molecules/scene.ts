import type { Atom3D, Model3D, Viewer3D } from "3dmol/build/3Dmol.es6-min.js";
import { type Contents, contentsOf } from "./atoms";
import { colorOf } from "./colors";
import type { MoleculeData } from "./fetch-molecule";
import { createViewer } from "./library";
import { type Look, partsOf } from "./styles";

let made = 0;
/** Scenes that wait for the next molecule: a page may have few of them, and 3Dmol listens to it for good. */
const idle: Scene[] = [];
const MOST_IDLE = 4;
const HOVER_MS = 30;
const MOST_LABELS = 60;
/** Of so many residues or atoms one is named, where all of them would lie upon each other. */
const LABEL_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const FORMATS: Record<string, string> = { mmcif: "cif", mcif: "cif", sd: "sdf" };
const BINARY = new Set(["mmtf", "bcif"]);

export interface SceneListener {
  /** The pointer came over an atom, or left it. */
  onAtom(atom: Atom3D | null): void;
  /** The hand turned or moved the molecule. */
  onTurn(turn: readonly number[]): void;
}

/** A molecule in WebGL. */
export class Scene {
  readonly host = document.createElement("div");
  private readonly viewer: Viewer3D;
  private model: Model3D | null = null;
  private listener: SceneListener | null = null;
  private surface = "";
  private narrowness = 1;
  private isQuiet = false;
  private turn: readonly number[] = [0, 0, 0, 1];
  contents: Contents = contentsOf([]);
  atoms: Atom3D[] = [];

  private constructor() {
    this.host.className = "dv-molecule-scene";
    const probe = document.createElement("canvas").getContext("webgl2");
    if (!probe) {
      throw new Error("This browser has no WebGL, which molecules need: switch on hardware acceleration.");
    }
    probe.getExtension("WEBGL_lose_context")?.loseContext();
    made++;
    this.viewer = createViewer(this.host, {
      backgroundAlpha: 0,
      hoverDuration: HOVER_MS,
      antialias: true,
      upscale: false,
      id: `dv-molecule-${made}`,
    });
  }

  /** A scene in its place in the page; throws a sentence where the browser has no WebGL. */
  static open(place: HTMLElement, listener: SceneListener): Scene {
    const scene = idle.pop() ?? new Scene();
    place.append(scene.host);
    scene.listener = listener;
    scene.viewer.resize();
    scene.viewer.setViewChangeCallback((view) => scene.onView(view.slice(4, 8)));
    return scene;
  }

  /** 3Dmol tells of every drawing; only what the hand or a spin did counts. */
  private onView(turn: readonly number[]): void {
    if (this.isQuiet || isSame(turn, this.turn)) return;
    this.turn = turn;
    this.listener?.onTurn(turn);
  }

  /** Leave the page; the next molecule may take it. */
  close(): void {
    this.listener = null;
    this.viewer.setViewChangeCallback(null);
    this.viewer.spin(false);
    this.viewer.clear();
    this.surface = "";
    this.host.remove();
    if (idle.length < MOST_IDLE) idle.push(this);
    else {
      this.viewer.divwatcher?.disconnect();
      this.viewer.intwatcher?.disconnect();
      this.viewer.getCanvas().getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    }
  }

  /** Read a file; throws a sentence where nothing comes of it. */
  load({ content, format }: MoleculeData): void {
    this.quietly(() => {
      this.viewer.clear();
      const data = BINARY.has(format) ? content : new TextDecoder().decode(content);
      this.model = this.viewer.addModel(data, FORMATS[format] ?? format, { keepH: true });
    });
    this.atoms = this.model?.selectedAtoms({}) ?? [];
    if (this.atoms.length === 0) throw new Error(`3Dmol reads no atoms from this ${format} file.`);
    this.contents = contentsOf(this.atoms);
    this.viewer.setHoverable(
      {},
      true,
      (atom) => this.listener?.onAtom(atom),
      () => this.listener?.onAtom(null),
    );
  }

  /** Draw it so. A surface is made anew only where it would differ. */
  async draw(look: Look): Promise<void> {
    const { contents, viewer } = this;
    this.quietly(() => {
      for (const [selection, style] of partsOf(look, contents)) viewer.setStyle(selection, style);
      viewer.render();
    });
    const wanted = look.style === "surface" ? look.coloring : "";
    if (wanted === this.surface) return;
    this.surface = wanted;
    viewer.removeAllSurfaces();
    if (wanted === "") {
      viewer.render();
      return;
    }
    const shown = { hetflag: false };
    const selection = this.atoms.some(({ hetflag }) => !hetflag) ? shown : {};
    await viewer.addSurface("VDW", { opacity: 0.82, colorfunc: colorOf(look.coloring, contents) }, selection);
  }

  /** Names beside the atoms of a small molecule, of residues else. */
  label(isOn: boolean, ink: string): void {
    const { viewer, atoms, contents } = this;
    this.quietly(() => {
      viewer.removeAllLabels();
      if (isOn) {
        const named = contents.isPolymer
          ? atoms.filter(({ atom }) => atom === "CA" || atom === "P")
          : atoms.filter(({ elem }) => elem !== "H");
        const every =
          LABEL_STEPS.find((step) => named.length / step <= MOST_LABELS) ??
          Math.ceil(named.length / MOST_LABELS);
        for (const [k, atom] of named.entries()) {
          if ((contents.isPolymer ? (atom.resi ?? k) : k) % every !== 0) continue;
          const text = contents.isPolymer ? `${atom.resn} ${atom.resi}` : atom.atom || atom.elem;
          viewer.addLabel(text, {
            position: { x: atom.x, y: atom.y, z: atom.z },
            fontSize: 11,
            fontColor: ink,
            showBackground: false,
            inFront: true,
            alignment: "center",
          });
        }
      }
      viewer.render();
    });
  }

  ground(color: string, alpha: number): void {
    this.quietly(() => this.viewer.setBackgroundColor(color, alpha));
  }

  /** All of it in sight, turned so. */
  fit(turn: readonly number[] | null): void {
    this.quietly(() => {
      this.viewer.zoomTo();
      // 3Dmol looks at the height alone.
      this.narrowness = this.narrownessNow();
      this.viewer.zoom(this.narrowness);
      if (turn) this.turnTo(turn);
      this.viewer.render();
    });
  }

  /** Turn it as another one was turned. */
  follow(turn: readonly number[]): void {
    if (!isSame(this.viewer.getView().slice(4, 8), turn)) this.quietly(() => this.turnTo(turn));
  }

  private turnTo(turn: readonly number[]): void {
    const view = this.viewer.getView();
    this.turn = turn;
    this.viewer.setView([...view.slice(0, 4), ...turn, ...view.slice(8)]);
  }

  rotate(degrees: number, axis: "x" | "y"): void {
    this.viewer.rotate(degrees, axis);
  }

  zoom(factor: number): void {
    this.viewer.zoom(factor);
  }

  spin(isOn: boolean): void {
    this.viewer.spin(isOn ? "y" : false, 0.6);
  }

  resize(): void {
    const before = this.narrowness;
    this.narrowness = this.narrownessNow();
    this.quietly(() => {
      this.viewer.resize();
      this.viewer.zoom(this.narrowness / before);
    });
  }

  /** Width by height of what is narrow, with room for the balls of the outermost atoms; of what is wide 1. */
  private narrownessNow(): number {
    const { clientWidth, clientHeight } = this.host;
    return clientWidth && clientHeight ? Math.min(1, (0.92 * clientWidth) / clientHeight) : 1;
  }

  /** A picture of what is seen, as PNG. */
  picture(): Promise<Blob | null> {
    this.viewer.render();
    return new Promise((resolve) => this.viewer.getCanvas().toBlob(resolve, "image/png"));
  }

  /** What the code moves is no turn of the hand. */
  private quietly(move: () => void): void {
    this.isQuiet = true;
    try {
      move();
    } finally {
      this.isQuiet = false;
    }
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.every((part, k) => Math.abs(part - (other[k] as number)) < 1e-6);
}
