/** A notebook's model without a notebook: traits live in the page, questions are answered in it. */
import type { HostModel } from "../model";
import type { Failure } from "../wire";
import { Refusal } from "./refusal";

export interface Answered {
  result: unknown;
  buffers?: Uint8Array[];
}

/** Answers a question of a view; rejects with a `Refusal` where it cannot. */
export type Answer = (method: string, params: never) => Promise<Answered>;

interface Ask {
  kind: string;
  id: string;
  method: string;
  params: never;
}

type Listener = (...args: never[]) => void;

export function pageModel(first: Record<string, unknown>, answer: Answer): HostModel {
  const traits = new Map(Object.entries(first));
  const listeners = new Map<string, Set<Listener>>();
  const asked = new Set<string>();
  const emit = (event: string, ...args: unknown[]) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(...(args as never[]));
  };
  const reply = async ({ id, method, params }: Ask) => {
    let told: { result: unknown } | { error: Failure };
    let buffers: Uint8Array[] = [];
    try {
      const found = await answer(method, params);
      told = { result: found.result };
      buffers = found.buffers ?? [];
    } catch (error) {
      told = { error: error instanceof Refusal ? error.failure : unexpected(error) };
    }
    // What has its answer is not asked again.
    asked.delete(id);
    const whole = joined(buffers);
    const sizes = buffers.map(({ length }) => length);
    const about = { kind: "answer", id, part: 0, parts: 1, sizes, ...told };
    emit("msg:custom", about, whole.length > 0 ? [new DataView(whole.buffer)] : []);
  };
  return {
    get: (name) => traits.get(name),
    set(name, value) {
      traits.set(name, value);
      emit(`change:${name}`);
      emit("change");
    },
    save_changes: () => {},
    on(event: string, listener: Listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    off(event: string, listener: Listener) {
      listeners.get(event)?.delete(listener);
    },
    send(content) {
      const ask = content as Ask;
      // What takes long is sent again with its id, for hosts that lose messages; this one does not.
      if (ask.kind !== "ask" || asked.has(ask.id)) return;
      asked.add(ask.id);
      void reply(ask);
    },
  } as HostModel;
}

function joined(buffers: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(buffers.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const buffer of buffers) {
    whole.set(buffer, at);
    at += buffer.length;
  }
  return whole;
}

function unexpected(error: unknown): Failure {
  const message = `Something went wrong in this page (${error instanceof Error ? error.message : error}).`;
  return { kind: "internal", message, start: 0, end: 0, hint: null, replacement: null, clause: null };
}
