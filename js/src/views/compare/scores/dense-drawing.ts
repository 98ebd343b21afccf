/** One look of cells, and all that have it as one path: ten thousand cells are a dozen elements. */
export interface CellsOfOneLook {
  ground: string;
  path: string;
}

/** The cells of a matrix whose sides are `order.length` long, in places of that order. Empty ones are left out. */
export function drawnCells(
  order: readonly number[],
  look: (row: number, column: number) => { ground: string | undefined },
): CellsOfOneLook[] {
  const paths = new Map<string, string[]>();
  for (const [y, row] of order.entries()) {
    for (const [x, column] of order.entries()) {
      const { ground } = look(row, column);
      if (ground === undefined) continue;
      const cells = paths.get(ground);
      const cell = `M${x} ${y}h.9v.9h-.9z`;
      if (cells) cells.push(cell);
      else paths.set(ground, [cell]);
    }
  }
  return [...paths].map(([ground, cells]) => ({ ground, path: cells.join("") }));
}

/** The place of a cell under the pointer, in places of the order; null outside. */
export function cellUnder(
  size: number,
  box: { left: number; top: number; width: number; height: number },
  clientX: number,
  clientY: number,
): { x: number; y: number } | null {
  const x = Math.floor(((clientX - box.left) / box.width) * size);
  const y = Math.floor(((clientY - box.top) / box.height) * size);
  return x < 0 || y < 0 || x >= size || y >= size ? null : { x, y };
}

/** The places around one, at most `span` of them, and never beyond the ends. */
export function lensAround(at: number, size: number, span: number): number[] {
  const count = Math.min(span, size);
  const first = Math.max(0, Math.min(size - count, at - Math.floor(count / 2)));
  return Array.from({ length: count }, (_, k) => first + k);
}
