/** What is used of 3Dmol 2.5. Its own types are of another entry, and let almost everything through. */
declare module "3dmol/build/3Dmol.es6-min.js" {
  export interface Atom3D {
    index: number;
    serial: number;
    elem: string;
    atom?: string;
    resn?: string;
    resi?: number;
    chain?: string;
    hetflag?: boolean;
    b?: number;
    ss?: string;
    bonds: number[];
    x: number;
    y: number;
    z: number;
  }
  export type Selection = Record<string, unknown>;
  export type Style = Record<string, Record<string, unknown>>;
  export interface Viewer3D {
    addModel(data: string | Uint8Array, format: string, options?: Record<string, unknown>): Model3D;
    setStyle(selection: Selection, style: Style): void;
    addStyle(selection: Selection, style: Style): void;
    addSurface(type: string, style: Record<string, unknown>, selection: Selection): Promise<unknown>;
    removeAllSurfaces(): void;
    removeAllLabels(): void;
    removeAllModels(): void;
    addLabel(text: string, style: Record<string, unknown>): void;
    setHoverable(
      selection: Selection,
      isHoverable: boolean,
      over: (atom: Atom3D) => void,
      out: (atom: Atom3D) => void,
    ): void;
    setBackgroundColor(color: string, alpha: number): void;
    setViewChangeCallback(changed: ((view: number[]) => void) | null): void;
    getView(): number[];
    setView(view: number[]): void;
    zoomTo(selection?: Selection): void;
    zoom(factor: number): void;
    rotate(degrees: number, axis: "x" | "y" | "z"): void;
    spin(axis: "y" | false, speed?: number): void;
    resize(): void;
    render(): void;
    clear(): void;
    getCanvas(): HTMLCanvasElement;
    divwatcher?: ResizeObserver;
    intwatcher?: IntersectionObserver;
  }
  export interface Model3D {
    selectedAtoms(selection: Selection): Atom3D[];
  }
  export function createViewer(element: HTMLElement, options: Record<string, unknown>): Viewer3D;
  export function setSyncSurface(isSync: boolean): void;
}
