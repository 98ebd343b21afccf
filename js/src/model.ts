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

/** A trait as a signal: reading follows Python, writing tells Python. The only place that touches the model's traits. */
export function traitSignal<T>(model: HostModel, name: string, signal_: AbortSignal): Signal<T> {
  const trait = signal(model.get(name) as T);
  const onChange = () => {
    trait.value = model.get(name) as T;
  };
  model.on(`change:${name}`, onChange);
  const dispose = effect(() => {
    const { value } = trait;
    if (value === model.get(name)) return;
    model.set(name, value);
    model.save_changes();
  });
  signal_.addEventListener("abort", () => {
    dispose();
    model.off(`change:${name}`, onChange);
  });
  return trait;
}
