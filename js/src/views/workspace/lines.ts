/** The order of the list: what is pinned stands on top, the others as the query has them. */
export interface Lines {
  /** Position in the view of the row on each line. */
  positions: number[];
  /** How many lines at the top are pinned. */
  pinned: number;
}

/**
 * @param order Row ids in the order of the view.
 * @param pinned Row ids to keep on top, in this order; those that the view has not are left out.
 */
export function linesOf(order: ArrayLike<number>, pinned: readonly number[]): Lines {
  const positionOf = new Map<number, number>();
  for (let position = 0; position < order.length; position++) {
    positionOf.set(order[position] as number, position);
  }
  const top = [...new Set(pinned)].flatMap((id) => positionOf.get(id) ?? []);
  const isTop = new Set(top);
  const rest: number[] = [];
  for (let position = 0; position < order.length; position++) if (!isTop.has(position)) rest.push(position);
  return { positions: [...top, ...rest], pinned: top.length };
}

/** The positions between two lines, pinned ones left out, as one range; empty where there are none. */
export function rangeOf({ positions, pinned }: Lines, first: number, last: number): [number, number] {
  const from = Math.max(first, pinned);
  if (from >= last) return [0, 0];
  return [positions[from] ?? 0, (positions[Math.min(last, positions.length) - 1] ?? -1) + 1];
}
