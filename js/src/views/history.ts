import { batch, effect, type Signal, signal, untracked } from "@preact/signals";
import type { Layout, Overlays, Query } from "../wire";

/** All of a view that can be undone: which rows, how they are laid out, what is drawn over pictures. */
interface Snapshot {
  query: Query;
  overlays: Overlays;
  layout: Layout;
}

type Undoable = { readonly [Part in keyof Snapshot]: Signal<Snapshot[Part]> };

const UNDO_STEPS = 100;
/** Changes of one part that follow each other as fast as a hand drags are one step. */
const ONE_GESTURE_MS = 600;

/** Undo and redo of a view, whoever changed it: the hand or Python. */
export class History {
  readonly past = signal<Snapshot[]>([]);
  readonly future = signal<Snapshot[]>([]);
  #isStepping = false;
  #last: Snapshot;

  constructor(readonly parts: Undoable) {
    this.#last = this.#now();
  }

  undo(): void {
    this.#step(this.past, this.future);
  }

  redo(): void {
    this.#step(this.future, this.past);
  }

  /** Keep each state that is left, until the function that is returned is called. */
  watch(): () => void {
    this.#last = this.#now();
    let lastPart: string | null = null;
    let lastAt = Number.NEGATIVE_INFINITY;
    return effect(() => {
      const now = this.#values();
      untracked(() => {
        const last = this.#last;
        const changed = whatDiffers(last, now);
        if (changed === "") return;
        if (this.#isStepping) lastPart = null;
        else {
          const at = performance.now();
          const past = this.past.peek();
          const before = past.at(-1);
          const isSameGesture = changed !== null && changed === lastPart && at - lastAt < ONE_GESTURE_MS;
          [lastPart, lastAt] = [changed, at];
          if (!isSameGesture || !before) this.past.value = [...past, last].slice(-UNDO_STEPS);
          else if (partsThatDiffer(before, now).length === 0) {
            // The hand is back where it began: there is nothing to undo.
            this.past.value = past.slice(0, -1);
            lastPart = null;
          }
          this.future.value = [];
        }
        this.#last = now;
      });
    });
  }

  /** Change a part now and in all that can be undone: what follows from something else is no step of its own. */
  changeAll<Part extends keyof Snapshot>(
    part: Part,
    change: (value: Snapshot[Part]) => Snapshot[Part],
  ): void {
    const changed = (snapshot: Snapshot): Snapshot => ({ ...snapshot, [part]: change(snapshot[part]) });
    batch(() => {
      this.#last = changed(this.#last);
      this.parts[part].value = change(this.parts[part].peek());
      this.past.value = this.past.peek().map(changed);
      this.future.value = this.future.peek().map(changed);
    });
  }

  #step(from: Signal<Snapshot[]>, to: Signal<Snapshot[]>): void {
    const snapshot = from.peek().at(-1);
    if (!snapshot) return;
    this.#isStepping = true;
    batch(() => {
      to.value = [...to.peek(), this.#now()];
      from.value = from.peek().slice(0, -1);
      const now = this.#now();
      for (const part of partsThatDiffer(now, snapshot)) this.#set(part, snapshot);
    });
    this.#isStepping = false;
  }

  #set<Part extends keyof Snapshot>(part: Part, snapshot: Snapshot): void {
    this.parts[part].value = snapshot[part];
  }

  #values(): Snapshot {
    const { query, overlays, layout } = this.parts;
    return { query: query.value, overlays: overlays.value, layout: layout.value };
  }

  #now(): Snapshot {
    return untracked(() => this.#values());
  }
}

/** What a change changed, in a word: what a hand drags is the same word again and again. */
function whatDiffers(before: Snapshot, after: Snapshot): string | null {
  const parts = partsThatDiffer(before, after);
  if (parts.length !== 1 || parts[0] !== "query") return parts.join(" ");
  // Of a query only a clause is dragged, as the range of a brush: any other two changes are two steps.
  const texts = ({ query }: Snapshot) => query.filters.map(({ text }) => text);
  const [old, now] = [texts(before), texts(after)];
  const places = now.flatMap((text, at) => (text === old[at] ? [] : [at]));
  const isOneClause = old.length === now.length && places.length === 1;
  return isOneClause ? `clause ${places[0]}` : null;
}

/** Names of the parts that are not the same. */
function partsThatDiffer(before: Snapshot, after: Snapshot): (keyof Snapshot)[] {
  const parts = ["query", "overlays", "layout"] as const;
  return parts.filter((part) => JSON.stringify(before[part], plain) !== JSON.stringify(after[part], plain));
}

/** Python says a value back in an order of its own, and without what is null. */
function plain(_: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
