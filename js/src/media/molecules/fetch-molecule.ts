import { askView, type FetchOptions, fetchMedia } from "../fetch-media";
import type { MediaSource } from "../kinds";
import type { StillItem } from "../stills";

/** One molecule or model of a file. */
export interface MoleculeData {
  content: Uint8Array;
  format: string;
  /** Its place among those of the file, and how many there are. */
  at: number;
  count: number;
  facts: Record<string, unknown>;
  /** What the file says of it. */
  properties: [string, string][];
}

/** A file of one molecule that is larger comes in pieces, with progress. */
const LARGE = 2_000_000;

export async function fetchMolecule(
  source: MediaSource,
  item: StillItem,
  at: number,
  options: FetchOptions,
): Promise<MoleculeData> {
  if (item.size > LARGE && item.facts.models === 1) {
    const blob = await fetchMedia(source, options);
    const content = new Uint8Array(await blob.arrayBuffer());
    return { content, format: item.format, at: 0, count: 1, facts: item.facts, properties: [] };
  }
  const { result, buffers } = await askView(source, "molecule", { at }, options.signal);
  return {
    ...(result as unknown as Omit<MoleculeData, "content">),
    content: buffers[0] ?? new Uint8Array(0),
  };
}
