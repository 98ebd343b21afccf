/** A view within the view, as a model of its own: its questions and traits go through those of the view around it. */
import { signal } from "@preact/signals";
import type { WatchedChannel } from "../../activity";
import type { HostModel } from "../../model";
import type { InnerOpened } from "../../project/wire";
import { messageOf } from "../../thumbnails";

type Listener = (...args: unknown[]) => void;

interface Message {
  kind: string;
  name?: string;
  view?: string;
  traits?: Record<string, unknown>;
  told?: object;
}

/** What a message of a view within is on the wire: a question goes by way of `inner`, parts of the front end are the
 * same for all, and what is cancelled has its id. */
export function asInner(content: unknown, view: string): unknown {
  const { kind, method, params } = content as { kind: string; method?: string; params?: unknown };
  if (kind !== "ask" || method === "chunk") return content;
  return { ...(content as object), method: "inner", params: { view, method, params } };
}

/** What a message from Python is to a view within; null where it is none of its. */
export function fromOuter(content: unknown, view: string): unknown {
  const { kind, name, view: of, told } = content as Message;
  if (kind !== "event") return content;
  return name === "inner" && of === view && told ? { kind: "event", ...told } : null;
}

/** Traits that Python does not hear of: what is around the view decides them. */
const OUR_OWN = new Set(["theme", "height_px"]);

export class InnerModel implements HostModel {
  /** Why Python did not take what was set last; null while it takes all. */
  readonly failure = signal<string | null>(null);
  readonly #traits: Map<string, unknown>;
  readonly #listeners = new Map<string, Set<Listener>>();
  /** For each listener of messages, what listens to the port in its place. */
  readonly #heard = new Map<Listener, Listener>();
  readonly #stop: () => void;
  #dirty = new Set<string>();
  /** On their way to Python. */
  #sent = new Set<string>();
  /** Python's count of changes, at the last one of each trait that came from there. */
  readonly #stamps = new Map<string, number>();
  /** What Python changed while it was being told otherwise. */
  readonly #meanwhile = new Map<string, { value: unknown; stamp: number }>();
  #count = 0;
  #isClosed = false;

  constructor(
    private readonly channel: WatchedChannel,
    readonly view: string,
    readonly kind: string,
    traits: Record<string, unknown>,
  ) {
    this.#traits = new Map(Object.entries({ ...traits, kind }));
    this.#stop = channel.onEvent("inner", ({ view, traits, stamp = 0 }) => {
      if (view === this.view && traits) this.#take(traits, stamp);
    });
  }

  static open(channel: WatchedChannel, opened: InnerOpened): InnerModel {
    return new InnerModel(channel, opened.view, opened.kind, opened.traits);
  }

  get(name: string): unknown {
    return this.#traits.get(name);
  }

  set(name: string, value: unknown): void {
    this.#traits.set(name, value);
    if (!OUR_OWN.has(name)) this.#dirty.add(name);
    this.#emit(`change:${name}`);
  }

  save_changes(): void {
    if (this.#sent.size === 0 && this.#dirty.size > 0 && !this.#isClosed) void this.#save();
  }

  send(content: unknown, ...rest: [callbacks?: unknown, buffers?: ArrayBuffer[]]): void {
    this.channel.port.send(asInner(content, this.view), ...rest);
  }

  on(event: string, listener: (...args: never[]) => void): void {
    const ours = listener as Listener;
    if (event !== "msg:custom") {
      this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(ours));
      return;
    }
    const hear: Listener = (content, buffers) => {
      const mine = fromOuter(content, this.view);
      if (mine !== null) ours(mine, buffers);
    };
    this.#heard.set(ours, hear);
    this.channel.port.on("msg:custom", hear as never);
  }

  off(event: string, listener: (...args: never[]) => void): void {
    const ours = listener as Listener;
    this.#listeners.get(event)?.delete(ours);
    const hear = event === "msg:custom" && this.#heard.get(ours);
    if (hear) this.channel.port.off("msg:custom", hear as never);
  }

  /** Let Python forget the view. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.channel.askQuietly("inner_close", { view: this.view }).catch(() => {
      // The view around it went too, and all that is in it.
    });
  }

  /** One change after the other: questions of a view may overtake each other. */
  async #save(): Promise<void> {
    while (this.#dirty.size > 0 && !this.#isClosed) {
      this.#sent = this.#dirty;
      this.#dirty = new Set();
      const traits = Object.fromEntries([...this.#sent].map((name) => [name, this.get(name)]));
      try {
        const params = { view: this.view, traits, number: ++this.#count };
        const { result } = await this.channel.askQuietly("inner_set", params);
        this.#sent = new Set();
        this.failure.value = null;
        this.#take(result.traits, result.stamp);
      } catch (error) {
        this.#sent = new Set();
        if (!this.#isClosed) this.failure.value = messageOf(error);
      }
      const changed = [...this.#meanwhile];
      this.#meanwhile.clear();
      for (const [name, { value, stamp }] of changed) this.#take({ [name]: value }, stamp);
    }
  }

  /** Follow Python; what it is just being told otherwise waits for its answer. The newer of two changes stays. */
  #take(traits: Record<string, unknown>, stamp: number): void {
    for (const [name, value] of Object.entries(traits)) {
      if (OUR_OWN.has(name)) continue;
      if (this.#dirty.has(name) || this.#sent.has(name)) {
        if (stamp >= (this.#meanwhile.get(name)?.stamp ?? 0)) this.#meanwhile.set(name, { value, stamp });
        continue;
      }
      if (stamp < (this.#stamps.get(name) ?? 0)) continue;
      this.#stamps.set(name, stamp);
      // What was completed to what it was is no change.
      if (JSON.stringify(value) === JSON.stringify(this.get(name))) continue;
      this.#traits.set(name, value);
      this.#emit(`change:${name}`);
    }
  }

  #emit(event: string): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener();
  }
}
