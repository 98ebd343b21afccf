/** Original files in the page: their bytes, and what Python worked out for the viewers that open them. */
import type { MediaPlace, MediaQuestions } from "../media/wire";
import type { Answered } from "./page-model";
import type { Place } from "./page-wire";
import { type Refusal, refusal } from "./refusal";
import type { Store } from "./store";

interface ViewAnswer {
  result: Record<string, unknown>;
  buffers: Place[];
}

/** What the page has of one file; `error` where Python could not read it. */
interface Original {
  type: string;
  format: string;
  mime: string;
  caption: string | null;
  size: number;
  facts: Record<string, unknown>;
  file: Place;
  /** Answers to what a viewer asks, by `what`, in the order of their pieces. */
  views: Record<string, ViewAnswer[]>;
  error?: string;
  /** Why its viewer has not all it asks. */
  view_error?: string;
}

type Params = MediaQuestions["media_view"]["params"];

export class PageMedia {
  /** @param parts by column, or key of a run, the part with what the page has of each row */
  constructor(
    readonly store: Store,
    readonly parts: Record<string, string>,
  ) {}

  /** Some bytes of a file. */
  async media({ start, count, ...where }: MediaQuestions["media"]["params"]): Promise<Answered> {
    const { file, views: _, ...about } = await this.#find(where);
    const [pack, first, size] = file;
    const from = Math.min(Math.max(0, start), size);
    const bytes = await this.store.at([pack, first + from, Math.min(count, size - from)]);
    return { result: { ...about, size, start: from, data: 0 }, buffers: [bytes] };
  }

  /** What Python worked out for a viewer. */
  async view(params: Params): Promise<Answered> {
    const found = await this.#find(params);
    const answers = found.views[params.what];
    if (!answers || answers.length === 0) throw this.#lacks(found, params.what);
    switch (params.what) {
      case "spectrogram":
        return this.#spectrogram(answers[0] as ViewAnswer, params);
      case "frames":
        return this.#frames(answers, params);
      case "bytes":
        return this.#bytes(answers, params);
    }
    const at = Number(params.piece ?? params.at ?? 0);
    const answer = answers[at];
    if (!answer) throw this.#lacks(found, `${params.what} ${at + 1}`);
    return { result: answer.result, buffers: await this.#all(answer.buffers) };
  }

  /** JavaScript that draws figures, as the package that was installed carries it. */
  async library({ name, start, count }: MediaQuestions["library"]["params"]): Promise<Answered> {
    const bytes = await this.store.bytes(`library.${name}`).catch(() => null);
    if (!bytes) {
      const missing = await this.store.json<{ message: string }>(`library.${name}.missing`).catch(() => null);
      throw refusal("kernel", missing?.message ?? `The library ${name} is not in this page.`);
    }
    return {
      result: { size: bytes.length, version: "", start },
      buffers: [bytes.slice(start, start + count)],
    };
  }

  async #find({ column, row, index }: MediaPlace): Promise<Original> {
    const part = this.parts[column];
    const known = part ? await this.store.json<Record<string, (Original | null)[]>>(part) : {};
    const found = known[row]?.[index ?? 0];
    if (!found) throw refusal("kernel", "This file is not in the page. Open the notebook to see it.");
    if (found.error !== undefined) throw refusal("value", found.error);
    return found;
  }

  #lacks({ view_error: why }: Original, what: string): Refusal {
    return refusal("kernel", why ?? `The page has no ${what} of this file. Open the notebook to see it.`);
  }

  #all(places: readonly Place[]): Promise<Uint8Array[]> {
    return Promise.all(places.map((place) => this.store.at(place)));
  }

  /** The one spectrogram of the page, or the part of it that is in sight. */
  async #spectrogram({ result, buffers }: ViewAnswer, params: Params): Promise<Answered> {
    const { scale, channel, from_s: from, to_s: to } = params;
    if ((scale !== undefined && scale !== result.scale) || (channel !== undefined && channel !== null))
      throw refusal(
        "kernel",
        `This page has the spectrogram of all channels on the ${result.scale} scale alone. Open the notebook for others.`,
      );
    const [cells] = await this.#all(buffers);
    if (!cells || typeof from !== "number" || typeof to !== "number")
      return { result, buffers: cells ? [cells] : [] };
    const { columns, rows, from_s: begin, to_s: end } = result as Record<string, number>;
    const width = ((end as number) - (begin as number)) / (columns as number);
    const first = Math.max(0, Math.floor((from - (begin as number)) / width));
    const last = Math.min(columns as number, Math.ceil((to - (begin as number)) / width));
    const count = Math.max(1, last - first);
    const cut = new Uint8Array(count * (rows as number));
    for (let row = 0; row < (rows as number); row++) {
      const at = row * (columns as number) + first;
      cut.set(cells.subarray(at, at + count), row * count);
    }
    const shown = {
      from_s: (begin as number) + first * width,
      to_s: (begin as number) + (first + count) * width,
    };
    return { result: { ...result, ...shown, columns: count }, buffers: [cut] };
  }

  /** Pictures of a video, from `start` on. */
  async #frames(answers: ViewAnswer[], { start, count }: Params): Promise<Answered> {
    const places = answers.flatMap(({ buffers }) => buffers);
    const from = Number(start ?? 0);
    const wanted = places.slice(from, from + Number(count ?? 16));
    if (wanted.length === 0)
      throw refusal("kernel", `The page has the first ${places.length} frames of this video.`);
    return { result: { ...answers[0]?.result, start: from }, buffers: await this.#all(wanted) };
  }

  /** Some of the bytes of a mesh. */
  async #bytes(answers: ViewAnswer[], { start, count }: Params): Promise<Answered> {
    const parts = await this.#all(answers.flatMap(({ buffers }) => buffers));
    const whole = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    const from = Number(start ?? 0);
    return { result: {}, buffers: [whole.slice(from, from + Number(count ?? whole.length))] };
  }
}
