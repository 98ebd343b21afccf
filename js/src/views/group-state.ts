import { type Signal, signal } from "@preact/signals";
import type { TableState } from "./table-state";

/** What is open in the groups of a view; a look at a picture loses nothing of it. */
export interface GroupState {
  /** First group on the page. */
  start: Signal<number>;
  /** Groups whose rows are shown. */
  open: Signal<ReadonlySet<string>>;
  /** Bands whose groups are not. */
  closed: Signal<ReadonlySet<string>>;
}

const states = new WeakMap<TableState, GroupState>();

export function groupState(state: TableState): GroupState {
  let found = states.get(state);
  if (!found) {
    found = { start: signal(0), open: signal(new Set()), closed: signal(new Set()) };
    states.set(state, found);
  }
  return found;
}

/** Put a name into a set, or take it out. */
export function toggle(set: Signal<ReadonlySet<string>>, name: string): void {
  const next = new Set(set.peek());
  if (!next.delete(name)) next.add(name);
  set.value = next;
}

/** Names a group, or a band by its key alone, whatever page it is on. */
export function groupName(expressions: readonly string[], key: readonly unknown[]): string {
  return JSON.stringify([expressions.slice(0, key.length), key]);
}

/** Those of a set of names that belong to groups by these expressions. */
export function namesOf(set: ReadonlySet<string>, expressions: readonly string[]): string[] {
  const start = `[${JSON.stringify(expressions)},`;
  return [...set].filter((name) => name.startsWith(start));
}
