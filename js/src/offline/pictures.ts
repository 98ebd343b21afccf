/** Pictures and stills that lie in the page: small ones, which stand for the originals as well. */
import type { StillData, StillsItem } from "../media/wire";
import type { ImageData, MaskData, ThumbnailItem } from "../wire";
import type { Answered } from "./page-model";
import type { PictureSaid, Place, TableSaid } from "./page-wire";
import { needsKernel, refusal } from "./refusal";
import type { Store } from "./store";

/** Buffers of an answer, and the index that each place gets in them. */
class Buffers {
  readonly all: Uint8Array[] = [];

  constructor(readonly store: Store) {}

  async add(place: Place | null | undefined): Promise<number> {
    if (!place) return -1;
    const bytes = await this.store.at(place);
    return this.all.push(bytes) - 1;
  }
}

export class PagePictures {
  constructor(
    readonly store: Store,
    readonly said: Pick<TableSaid, "pictures" | "stills" | "whole">,
  ) {}

  async thumbnails({ column, rows }: { column: string; rows: number[] }): Promise<Answered> {
    const known = await this.#pictures(column);
    const buffers = new Buffers(this.store);
    const items: ThumbnailItem[] = [];
    for (const row of rows) items.push((await picture(row, known[row], buffers)) as ThumbnailItem);
    return { result: { items }, buffers: buffers.all };
  }

  /** The picture that an open viewer draws: the original, or the small one stretched to its size. */
  async image({ column, row }: { column: string; row: number }): Promise<Answered> {
    const whole = this.said.whole?.[column];
    const known = whole
      ? await this.store.json<Record<string, PictureSaid>>(whole)
      : await this.#pictures(column);
    const buffers = new Buffers(this.store);
    const shown = await picture(row, known[row], buffers);
    return { result: shown as ImageData, buffers: buffers.all };
  }

  async stills(params: { column: string; rows: number[]; start?: number }): Promise<Answered> {
    const part = this.said.stills[params.column];
    if (!part) throw refusal("name", `column '${params.column}' holds no media.`);
    const known = await this.store.json<Record<string, Stills>>(part);
    const buffers = new Buffers(this.store);
    const items: StillsItem[] = [];
    for (const row of params.rows) {
      const found = known[row] ?? { count: 0, stills: [] };
      const stills: StillData[] = [];
      for (const { data, ...still } of found.stills.filter(({ index }) => index >= (params.start ?? 0)))
        stills.push({ ...still, data: await buffers.add(data) });
      items.push({ row, ...found, stills });
    }
    return { result: { items }, buffers: buffers.all };
  }

  #pictures(column: string): Promise<Record<string, PictureSaid>> {
    const part = this.said.pictures[column];
    if (!part) throw refusal("name", `column '${column}' holds no images.`);
    return this.store.json(part);
  }
}

type Stills = Omit<StillsItem, "row" | "stills"> & {
  stills: (Omit<StillData, "data"> & { data: Place | null })[];
};

async function picture(row: number, said: PictureSaid | undefined, buffers: Buffers): Promise<unknown> {
  if (!said) throw needsKernel("A picture of a row that is not in this page");
  const pixels = await buffers.add(said.pixels);
  const masks: MaskData[] = [];
  for (const mask of said.masks ?? []) masks.push({ ...mask, ids: await buffers.add(mask.ids) });
  return { ...said, row, pixels, masks };
}
