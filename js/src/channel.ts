import type { Answer, Event, Events, Failure, Method, Progress, Questions } from "./wire";

/** A DataView, and in Colab a Uint8Array. */
type Bytes = ArrayBufferView;

/** The part of the notebook's model that the channel uses. Colab gives no list where there are no buffers. */
export interface MessagePort {
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  on(event: "msg:custom", listener: (content: unknown, buffers?: Bytes[]) => void): void;
  off(event: "msg:custom", listener: (content: unknown, buffers?: Bytes[]) => void): void;
}

/** A question that failed, with what Python said about it. */
export class AskError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = "AskError";
  }
}

export interface Reply<M extends Method> {
  result: Questions[M]["result"];
  buffers: Uint8Array[];
}

interface Pending {
  pieces: (Uint8Array | undefined)[];
  missing: number;
  sizes: number[];
  result: unknown;
  packed: boolean;
  error: Failure | undefined;
  resolve(reply: { result: unknown; buffers: Uint8Array[] }): void;
  reject(reason: unknown): void;
}

/** What has no answer for so long is sent again, with its id. JupyterLab sends what a view asks at once into the queue
 * behind a running cell, and what it asks a moment later beside it; Python answers each question once. */
const AGAIN_MS = [400, 1600, 8000];

/** Questions to Python, answers matched by id. One per view: two views of one model never mix their answers. */
export class Channel {
  readonly port: MessagePort;
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Map<string, Set<(event: never) => void>>();
  readonly #prefix = Math.random().toString(36).slice(2, 10);
  #count = 0;

  constructor(port: MessagePort, signal?: AbortSignal) {
    this.port = port;
    const listener = (content: unknown, buffers?: Bytes[]) =>
      this.#receive(content as Answer | Event | Progress, buffers);
    port.on("msg:custom", listener);
    signal?.addEventListener("abort", () => {
      port.off("msg:custom", listener);
      for (const { reject } of this.#pending.values()) reject(signal.reason);
      this.#pending.clear();
      this.#listeners.clear();
    });
  }

  /** Hear what Python says without being asked, until the function that is returned is called. */
  onEvent<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Ask, and wait as long as it takes: a busy kernel may answer after minutes. Aborting tells Python to stop. */
  ask<M extends Method>(method: M, params: Questions[M]["params"], signal?: AbortSignal): Promise<Reply<M>> {
    return this.askQuietly(method, params, signal);
  }

  /** Ask what nobody waits for: the view does not say that it is waiting. */
  askQuietly<M extends Method>(
    method: M,
    params: Questions[M]["params"],
    signal?: AbortSignal,
  ): Promise<Reply<M>> {
    const id = `${this.#prefix}-${++this.#count}`;
    return new Promise<Reply<M>>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const say = (content: object) => {
        try {
          this.port.send(content);
        } catch (error) {
          // The kernel is gone, and with it whoever would answer.
          reject(error);
        }
      };
      const onAbort = () => {
        if (!this.#pending.delete(id)) return;
        clearTimeout(again);
        reject(signal?.reason);
        say({ kind: "cancel", id });
      };
      let again: ReturnType<typeof setTimeout> | undefined;
      const done = () => {
        clearTimeout(again);
        signal?.removeEventListener("abort", onAbort);
      };
      signal?.addEventListener("abort", onAbort);
      this.#pending.set(id, {
        pieces: [],
        missing: -1,
        sizes: [],
        result: undefined,
        packed: false,
        error: undefined,
        resolve: (reply) => {
          done();
          resolve(reply as Reply<M>);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
      });
      const send = (times: number) => {
        say({ kind: "ask", id, method, params });
        again = setTimeout(() => {
          if (times < AGAIN_MS.length && this.#pending.get(id)?.missing === -1) send(times + 1);
        }, AGAIN_MS[times]);
      };
      send(0);
    });
  }

  /** Hear how much of an answer that takes long is done. */
  protected heard(_share: number): void {}

  #receive(answer: Answer | Event | Progress, buffers?: Bytes[]): void {
    if (answer?.kind === "event") {
      for (const listener of this.#listeners.get(answer.name) ?? []) listener(answer as never);
      return;
    }
    if (answer?.kind === "progress" && this.#pending.has(answer.id)) this.heard(answer.share);
    if (answer?.kind !== "answer") return;
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    if (pending.missing < 0) pending.missing = answer.parts;
    if (answer.part === 0) {
      pending.sizes = answer.sizes ?? [];
      pending.result = answer.result;
      pending.packed = answer.packed ?? false;
      pending.error = answer.error;
    }
    const view = buffers?.[0];
    pending.pieces[answer.part] = view
      ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
      : new Uint8Array(0);
    if (--pending.missing > 0) return;
    this.#pending.delete(answer.id);
    if (pending.error) pending.reject(new AskError(pending.error));
    else {
      const buffers = cut(pending.pieces as Uint8Array[], pending.sizes);
      const packed = pending.packed ? buffers.shift() : undefined;
      const result = packed ? JSON.parse(new TextDecoder().decode(packed)) : pending.result;
      pending.resolve({ result, buffers });
    }
  }
}

/** The buffers whose bytes, end to end, arrived in `pieces`. */
export function cut(pieces: Uint8Array[], sizes: number[]): Uint8Array[] {
  let bytes = pieces[0] ?? new Uint8Array(0);
  if (pieces.length > 1) {
    bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
  let at = 0;
  return sizes.map((size) => {
    const part = bytes.subarray(at, at + size);
    at += size;
    // Arrow reads 8 bytes at a time where they lie, and a host may hand buffers over at any offset.
    return part.byteOffset % 8 ? part.slice() : part;
  });
}
