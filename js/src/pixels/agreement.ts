import type { Mask } from "./masks";

/** The classes of one mask, by id. */
export type Labels = ReadonlyMap<number, string>;

/** Pixels of one true class that were taken for another. */
export interface Mistake {
  truth: string;
  guess: string;
  pixels: number;
}

/** How well a predicted mask agrees with the true one. */
export interface Agreement {
  /** Pixels whose true class counts. */
  scored: number;
  /** Those of them that are right. */
  right: number;
  /** Mean over the classes that occur in either mask; null when no pixel counts. */
  meanIou: number | null;
  /** The largest first. */
  mistakes: Mistake[];
}

const IGNORED = /^(un-?labell?ed|void|ignored?|ignore[ _-]label|don'?t[ _-]care)$/i;

/** Whether pixels that truly are of a class are left out of scores: they were not labelled. */
export function isIgnored(label: string | undefined): boolean {
  return label === undefined || IGNORED.test(label);
}

/** Names of what masks may hold, ids of which `index` finds by the id in either mask; -1 counts nowhere. */
export class ClassIndex {
  readonly labels: string[] = [];
  readonly #known = new Map<string, number>();

  /** Index of each id from 0 to `most`. */
  of(labels: Labels, most: number, isTruth: boolean): Int32Array {
    return Int32Array.from({ length: most + 1 }, (_, id) => {
      const label = labels.get(id);
      return isTruth && isIgnored(label) ? -1 : this.#add(label ?? `class ${id}`);
    });
  }

  indexOf(label: string): number {
    return this.#known.get(label) ?? -1;
  }

  #add(label: string): number {
    let index = this.#known.get(label);
    if (index === undefined) {
      index = this.labels.push(label) - 1;
      this.#known.set(label, index);
    }
    return index;
  }
}

const largest = new WeakMap<Mask["ids"], number>();

/** The largest id that a mask holds or that has a label; the mask is read once. */
export function mostId({ ids }: Mask, labels: Labels): number {
  let most = largest.get(ids);
  if (most === undefined) {
    most = 0;
    for (let i = 0; i < ids.length; i++) if ((ids[i] as number) > most) most = ids[i] as number;
    largest.set(ids, most);
  }
  return Math.max(most, ...labels.keys());
}

/** Compare two masks of one size, class by class; ids may differ, labels count. */
export function compareMasks(truth: Mask, guess: Mask, truthLabels: Labels, guessLabels: Labels): Agreement {
  const index = new ClassIndex();
  const [trueOf, guessOf] = [
    index.of(truthLabels, mostId(truth, truthLabels), true),
    index.of(guessLabels, mostId(guess, guessLabels), false),
  ];
  const size = index.labels.length;
  const counts = new Float64Array(size * size);
  for (let i = 0; i < truth.ids.length; i++) {
    const t = trueOf[truth.ids[i] as number] as number;
    if (t >= 0) {
      const at = t * size + (guessOf[guess.ids[i] as number] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  const [rows, columns] = [new Float64Array(size), new Float64Array(size)];
  const mistakes: Mistake[] = [];
  let scored = 0;
  let right = 0;
  for (let t = 0; t < size; t++) {
    for (let g = 0; g < size; g++) {
      const pixels = counts[t * size + g] as number;
      scored += pixels;
      rows[t] = (rows[t] as number) + pixels;
      columns[g] = (columns[g] as number) + pixels;
      if (t === g) right += pixels;
      else if (pixels > 0)
        mistakes.push({ truth: index.labels[t] as string, guess: index.labels[g] as string, pixels });
    }
  }
  let sum = 0;
  let classes = 0;
  for (let k = 0; k < size; k++) {
    const both = (rows[k] as number) + (columns[k] as number) - (counts[k * size + k] as number);
    if (both === 0) continue;
    sum += (counts[k * size + k] as number) / both;
    classes++;
  }
  mistakes.sort((a, b) => b.pixels - a.pixels);
  return { scored, right, meanIou: classes > 0 ? sum / classes : null, mistakes };
}

/** Pixels connected to (x, y) that share its class: what a pointer is on. */
export function regionSize({ ids, width, height }: Mask, x: number, y: number): number {
  const start = y * width + x;
  const id = ids[start];
  const seen = new Uint8Array(ids.length);
  const stack = [start];
  seen[start] = 1;
  let size = 0;
  const visit = (i: number) => {
    if (seen[i] || ids[i] !== id) return;
    seen[i] = 1;
    stack.push(i);
  };
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    size++;
    const column = i % width;
    if (column > 0) visit(i - 1);
    if (column < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < width * (height - 1)) visit(i + width);
  }
  return size;
}
