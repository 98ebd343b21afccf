import type { HostModel } from "../src/model";
import type { Answer, Ask, Failure } from "../src/wire";

type Listener = (...args: unknown[]) => void;

/** Stands in for the notebook's model: keeps traits, records what is sent, and answers when told. */
export class FakeModel implements HostModel {
  readonly sent: Ask[] = [];
  readonly saved: string[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();
  #dirty: string[] = [];

  constructor(readonly traits: Record<string, unknown>) {}

  /** Questions, each once: what has no answer for long is sent again. */
  get asked(): Ask[] {
    const known = new Set<string>();
    return this.sent.filter(({ kind, id }) => kind === "ask" && !known.has(id) && known.add(id));
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get(name: string): unknown {
    return this.traits[name];
  }

  set(name: string, value: unknown): void {
    this.traits[name] = value;
    this.#dirty.push(name);
    this.#emit(`change:${name}`);
  }

  save_changes(): void {
    this.saved.push(...this.#dirty);
    this.#dirty = [];
  }

  send(content: unknown): void {
    this.sent.push(content as Ask);
  }

  on(event: string, listener: (...args: never[]) => void): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    listeners.add(listener as Listener);
    this.#listeners.set(event, listeners);
  }

  off(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.get(event)?.delete(listener as Listener);
  }

  /** A trait changes in Python. */
  change(name: string, value: unknown): void {
    this.traits[name] = value;
    this.#emit(`change:${name}`);
  }

  answer(answer: Omit<Answer, "kind">, bytes: Uint8Array = new Uint8Array(0)): void {
    // A view at an offset, as hosts hand buffers over.
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    this.#emit("msg:custom", { kind: "answer", ...answer }, [new DataView(padded.buffer, 3)]);
  }

  /** As the widget manager of Colab hands it over: bytes are a Uint8Array, and there is no list without any. */
  answerInColab(answer: Omit<Answer, "kind">, bytes?: Uint8Array): void {
    this.#emit("msg:custom", { kind: "answer", ...answer }, bytes && [bytes]);
  }

  /** Python says something that nobody asked for. */
  say(event: object): void {
    this.#emit("msg:custom", event, []);
  }

  /** Python says how much of an answer is done. */
  progress(id: string, share: number): void {
    this.#emit("msg:custom", { kind: "progress", id, share }, []);
  }

  fail(id: string, failure: Partial<Failure>): void {
    const whole = { kind: "", message: "", start: 0, end: 0, hint: null, replacement: null, clause: null };
    this.answer({ id, part: 0, parts: 1, sizes: [], error: { ...whole, ...failure } });
  }

  #emit(event: string, ...args: unknown[]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...args);
  }
}
