import { signal } from "@preact/signals";
import type { CompareState } from "../compare-state";
import { hasNoMatch } from "./words";

/** Comparisons whose rows are wanted although none of them match, by what they are matched on. */
const wanted = signal<ReadonlyMap<CompareState, string>>(new Map());

function keysOf(state: CompareState): string {
  const about = state.about.value;
  return JSON.stringify([about?.keys, about?.sides]);
}

/** Whether nothing matches, and nobody wanted to see the rows all the same. */
export function isUnmatched(state: CompareState): boolean {
  const about = state.about.value;
  return about !== null && hasNoMatch(about) && wanted.value.get(state) !== keysOf(state);
}

/** Show the rows of these keys although none of them match. */
export function showUnmatched(state: CompareState): void {
  wanted.value = new Map([...wanted.peek(), [state, keysOf(state)]]);
  state.signal.addEventListener("abort", () => {
    const others = new Map(wanted.peek());
    others.delete(state);
    wanted.value = others;
  });
}
