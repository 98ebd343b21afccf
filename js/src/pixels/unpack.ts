import type { MaskData } from "../wire";
import type { Mask } from "./masks";

/** Bytes packed with zlib, as they were. */
export async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A mask as it came over the wire, unpacked to one class id per pixel. */
export async function unpackMask(data: MaskData, buffers: Uint8Array[]): Promise<Mask> {
  const { width, height, bits } = data;
  const bytes = await inflate(buffers[data.ids] ?? new Uint8Array(0));
  if (bytes.length !== (width * height * bits) / 8) {
    throw new Error(
      `Mask ${data.group} holds ${bytes.length} bytes where ${width} × ${height} pixels of ${bits} bits were said.`,
    );
  }
  return { ids: bits === 16 ? readLittleEndian(bytes) : bytes, width, height };
}

function readLittleEndian(bytes: Uint8Array): Uint16Array {
  const ids = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < ids.length; i++)
    ids[i] = (bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8);
  return ids;
}
