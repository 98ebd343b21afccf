import { expect, it } from "vitest";
import { unpackMask } from "../../src/pixels/unpack";

async function pack(...bytes: number[]): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const mask = (width: number, height: number, bits: 8 | 16) => ({
  group: "truth",
  width,
  height,
  bits,
  ids: 1,
});

it("unpacks one byte a pixel", async () => {
  const buffers = [new Uint8Array(0), await pack(0, 1, 2, 255)];
  const { ids, width, height } = await unpackMask(mask(2, 2, 8), buffers);
  expect([...ids]).toEqual([0, 1, 2, 255]);
  expect([width, height]).toEqual([2, 2]);
});

it("unpacks two bytes a pixel, the low one first", async () => {
  const buffers = [new Uint8Array(0), await pack(1, 0, 0, 1, 0xff, 0xff)];
  const { ids } = await unpackMask(mask(3, 1, 16), buffers);
  expect([...ids]).toEqual([1, 256, 65535]);
});

it("says which mask does not hold the pixels it said", async () => {
  const buffers = [new Uint8Array(0), await pack(0, 1, 2)];
  await expect(unpackMask(mask(2, 2, 8), buffers)).rejects.toThrow(
    "Mask truth holds 3 bytes where 2 × 2 pixels",
  );
});

it("fails on bytes that are not zlib", async () => {
  await expect(unpackMask(mask(1, 1, 8), [new Uint8Array(0), Uint8Array.of(1, 2, 3)])).rejects.toThrow();
});
