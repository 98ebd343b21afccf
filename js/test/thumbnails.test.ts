import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Channel } from "../src/channel";
import { shownPicture, ThumbnailCache, thumbnailSize } from "../src/thumbnails";
import type { Ask, Layer, ThumbnailItem } from "../src/wire";

type Params = { column: string; rows: number[]; size_px: number };

/** A notebook's model: remembers what is asked, and answers when told to. */
class Kernel {
  asked: { id: string; params: Params }[] = [];
  cancelled: string[] = [];
  #listener: (content: unknown, buffers: DataView[]) => void = () => {};
  channel = new Channel({
    send: (message) => {
      const ask = message as Ask;
      if (ask.kind === "cancel") this.cancelled.push(ask.id);
      else this.asked.push({ id: ask.id, params: ask.params as Params });
    },
    on: (_, listener) => {
      this.#listener = listener;
    },
    off: () => {},
  });

  answer(index: number, item: (row: number) => Partial<ThumbnailItem> = () => ({})): Promise<void> {
    const { id, params } = this.asked[index] as (typeof this.asked)[number];
    const items = params.rows.map((row) => ({ row, caption: `row ${row}`, ...item(row) }));
    this.#listener({ kind: "answer", id, part: 0, parts: 1, sizes: [], result: { items } }, []);
    return settle();
  }
}

const settle = () => new Promise<void>((done) => setTimeout(done));
const frames: (() => void)[] = [];
const frame = () => {
  for (const draw of frames.splice(0)) draw();
};

beforeEach(() => {
  frames.length = 0;
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function makeCache() {
  const kernel = new Kernel();
  const cache = new ThumbnailCache(kernel.channel, async (item) => item.caption);
  const use = (row: number, column = "image", size = 128) => cache.use(column, row, size);
  return { kernel, use };
}

describe("ThumbnailCache", () => {
  it("asks once for what is wanted within one frame, at most 24 rows at a time, each column by itself", () => {
    const { kernel, use } = makeCache();
    for (let row = 0; row < 30; row++) use(row);
    use(0, "prediction");
    expect(kernel.asked).toHaveLength(0);
    frame();
    expect(kernel.asked.map(({ params }) => [params.column, params.rows.length, params.size_px])).toEqual([
      ["image", 24, 128],
      ["image", 6, 128],
      ["prediction", 1, 128],
    ]);
  });

  it("hands each row its own picture, and keeps it", async () => {
    const { kernel, use } = makeCache();
    const first = use(7);
    frame();
    await kernel.answer(0);
    expect(first.state.value).toEqual({ status: "ready", picture: "row 7" });
    first.release();
    expect(use(7).state.value.status).toBe("ready");
    frame();
    expect(kernel.asked).toHaveLength(1);
  });

  it("does not ask for what has left before the frame ends", () => {
    const { kernel, use } = makeCache();
    use(1).release();
    use(2);
    frame();
    expect(kernel.asked[0]?.params.rows).toEqual([2]);
  });

  it("cancels a batch when nobody waits for any of it, and asks again for a row that comes back", async () => {
    const { kernel, use } = makeCache();
    const [one, two] = [use(1), use(2)];
    frame();
    one.release();
    expect(kernel.cancelled).toEqual([]);
    two.release();
    expect(kernel.cancelled).toEqual([kernel.asked[0]?.id]);
    const again = use(1);
    await settle();
    frame();
    expect(kernel.asked[1]?.params.rows).toEqual([1]);
    await kernel.answer(1);
    expect(again.state.value.status).toBe("ready");
  });

  it("keeps a batch for the rows still wanted", async () => {
    const { kernel, use } = makeCache();
    const [one, two] = [use(1), use(2)];
    frame();
    one.release();
    await kernel.answer(0);
    expect(two.state.value.status).toBe("ready");
    expect(kernel.cancelled).toEqual([]);
  });

  it("says why one picture failed, shows the others, and asks again on the next visit", async () => {
    const { kernel, use } = makeCache();
    const [bad, good] = [use(1), use(2)];
    frame();
    await kernel.answer(0, (row) => (row === 1 ? { error: "The image of row 1 is not in the store." } : {}));
    expect(bad.state.value).toEqual({ status: "failed", message: "The image of row 1 is not in the store." });
    expect(good.state.value.status).toBe("ready");
    bad.release();
    use(1);
    frame();
    expect(kernel.asked[1]?.params.rows).toEqual([1]);
  });

  it("forgets the pictures not used for longest", async () => {
    const { kernel, use } = makeCache();
    for (let row = 0; row < 610; row++) {
      const { release } = use(row);
      frame();
      await kernel.answer(row);
      release();
    }
    use(609);
    use(0);
    frame();
    expect(kernel.asked.slice(610).map(({ params }) => params.rows)).toEqual([[0]]);
  });
});

it.each([
  [116, 87, 1, 128],
  [116, 87, 2, 256],
  [72, 54, 1, 96],
  [2000, 10, 2, 512],
])("a picture of %d × %d at scale %d is asked for with %d pixels", (width, height, scale, size) => {
  expect(thumbnailSize(width, height, scale)).toBe(size);
});

describe("shownPicture", () => {
  const layer = (group: string, source?: string): Layer => ({
    group,
    kind: "box",
    classes: [],
    score_keys: [],
    ...(source === undefined ? {} : { source }),
  });
  const picture = { masks: [], boxes: ["truth", "pred", "old"].map((group) => ({ group, boxes: [] })) };

  it("has the names of the screen, and no group that is not shown", () => {
    const layers = [layer("truth", "truth"), layer("v0 pred", "pred")];
    expect(shownPicture(picture, { layers }).boxes.map(({ group }) => group)).toEqual(["truth", "v0 pred"]);
  });

  it("is the picture itself where the screen has no other names", () => {
    expect(shownPicture(picture, { layers: [layer("truth"), layer("pred")] })).toBe(picture);
  });
});
