/** Names of the columns that are shown: those pinned, in order, and all, in order. */
export interface ColumnOrder {
  pinned: string[];
  shown: string[];
}

/** Names as they stand on the screen: those pinned first. */
export function onScreen({ pinned, shown }: ColumnOrder): string[] {
  return [...pinned, ...shown.filter((name) => !pinned.includes(name))];
}

/** The order after a column was put before the one at `to` on the screen. What lands among those pinned is pinned, and
 * what leaves them is let go. */
export function movedColumn(order: ColumnOrder, column: string, to: number): ColumnOrder {
  const before = onScreen(order);
  const from = before.indexOf(column);
  if (from < 0) return order;
  const others = before.filter((name) => name !== column);
  const at = Math.max(0, Math.min(from < to ? to - 1 : to, others.length));
  const pinned = order.pinned.filter((name) => name !== column);
  const stays = at < pinned.length || (at === pinned.length && order.pinned.includes(column));
  const shown = [...others.slice(0, at), column, ...others.slice(at)];
  return { pinned: stays ? [...pinned.slice(0, at), column, ...pinned.slice(at)] : pinned, shown };
}

/** All columns as they stand on the screen, each hidden one after the one that it follows in the table. */
export function withHidden(order: ColumnOrder, all: string[]): string[] {
  const list = onScreen(order);
  for (const [index, name] of all.entries()) {
    if (list.includes(name)) continue;
    const earlier = all.slice(0, index).findLast((other) => list.includes(other));
    const at = earlier === undefined ? 0 : list.indexOf(earlier) + 1;
    list.splice(Math.max(at, order.pinned.length), 0, name);
  }
  return list;
}
