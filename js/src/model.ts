import { effect, type Signal, signal } from "@preact/signals";
import type { MessagePort } from "./channel";

/** What a notebook host hands to a view; anywidget's contract. */
export interface HostModel extends MessagePort {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: (...args: never[]) => void): void;
  off(event: string, listener: (...args: never[]) => void): void;
}

/** A trait as a signal: reading follows Python, writing tells Python. The only place that touches the model's traits.
 *
 * @param read what the trait means, where it crosses in another form
 * @param write that form
 */
export function traitSignal<T>(
  model: HostModel,
  name: string,
  signal_: AbortSignal,
  read: (told: never) => T = (told) => told,
  write: (value: T) => unknown = (value) => value,
): Signal<T> {
  const trait = signal(read(model.get(name) as never));
  const onChange = () => {
    trait.value = read(model.get(name) as never);
  };
  model.on(`change:${name}`, onChange);
  const dispose = effect(() => {
    const told = write(trait.value);
    if (told === model.get(name)) return;
    model.set(name, told);
    model.save_changes();
  });
  signal_.addEventListener("abort", () => {
    dispose();
    model.off(`change:${name}`, onChange);
  });
  return trait;
}
