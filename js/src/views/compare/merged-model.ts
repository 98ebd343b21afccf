import type { HostModel } from "../../model";
import type { Query } from "../../wire";
import { type Merge, mergeQuery, NOTHING, splitQuery } from "./merged-columns";

/** A model whose trait `query` is on columns of lanes here, and on the columns of the tables in Python. */
export class MergedModel implements HostModel {
  readonly #listeners = new Set<() => void>();
  #merge = NOTHING;
  #known: { flat: unknown; merged: Query } | undefined;

  constructor(private readonly model: HostModel) {}

  get merge(): Merge {
    return this.#merge;
  }

  /** Take other columns. Whoever follows the query hears of it where it reads otherwise now. */
  set merge(merge: Merge) {
    const before = this.get("query");
    this.#merge = merge;
    this.#known = undefined;
    const after = this.get("query");
    if (JSON.stringify(before) === JSON.stringify(after)) {
      this.#known = { flat: this.model.get("query"), merged: before as Query };
      return;
    }
    for (const listener of this.#listeners) listener();
  }

  get(name: string): unknown {
    const value = this.model.get(name);
    if (name !== "query") return value;
    if (this.#known?.flat !== value)
      this.#known = { flat: value, merged: mergeQuery(value as Query, this.#merge) };
    return this.#known?.merged;
  }

  set(name: string, value: unknown): void {
    if (name !== "query") {
      this.model.set(name, value);
      return;
    }
    const flat = splitQuery(value as Query, this.#merge);
    this.#known = { flat, merged: value as Query };
    this.model.set(name, flat);
  }

  save_changes(): void {
    this.model.save_changes();
  }

  send(content: unknown, ...rest: [callbacks?: unknown, buffers?: ArrayBuffer[]]): void {
    this.model.send(content, ...rest);
  }

  on(event: string, listener: (...args: never[]) => void): void {
    if (event === "change:query") this.#listeners.add(listener as () => void);
    this.model.on(event, listener);
  }

  off(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.delete(listener as () => void);
    this.model.off(event, listener);
  }
}
