/** Made when it is first asked for and kept while it is used: of more than `most` those asked for longest ago go. */
export class Kept<Value> {
  readonly #values = new Map<string, Value>();

  constructor(readonly most: number) {}

  get(key: string, make: () => Value): Value {
    const isKnown = this.#values.has(key);
    const value = isKnown ? (this.#values.get(key) as Value) : make();
    // Last in the map is last to go.
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.most) this.#values.delete(this.#values.keys().next().value as string);
    return value;
  }
}
