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

/** Show a column after the one that it follows in the table, or hide it; null when all are shown as the table has them. */
export function shownColumns(
  all: string[],
  shown: string[] | null,
  column: string,
  isShown: boolean,
): string[] | null {
  const others = (shown ?? all).filter((name) => name !== column);
  let columns = others;
  if (isShown) {
    const earlier = all.slice(0, all.indexOf(column)).findLast((name) => others.includes(name));
    const at = earlier === undefined ? 0 : others.indexOf(earlier) + 1;
    columns = [...others.slice(0, at), column, ...others.slice(at)];
  }
  return columns.length === all.length && columns.every((name, at) => name === all[at]) ? null : columns;
}
