import type { Channel } from "./channel";
import type { ViewContext } from "./views/context";

/** Parts of the front end that come when they are first shown. `build.mjs` has the entry of each. */
export interface Chunks {
  chart: typeof import("./vega");
  compare: typeof import("./views/compare");
  editor: typeof import("./views/editor");
  gallery: typeof import("./views/gallery-view");
  figures: typeof import("./views/figures");
  lineage: typeof import("./views/lineage");
  media: typeof import("./media");
  menus: typeof import("./views/menus");
  molecules: typeof import("./media/molecules");
  panels: typeof import("./panels/custom-cell");
  pictures: typeof import("./views/pictures");
  project: typeof import("./views/project");
  runs: typeof import("./views/runs");
  sound: typeof import("./media/sound");
  spatial: typeof import("./media/spatial");
  texts: typeof import("./texts");
  video: typeof import("./media/video");
  viewer: typeof import("./views/viewer-parts");
}

export type ChunkName = keyof Chunks;

/** What is in the file of a chunk; `bundle.mjs` writes it. */
interface ChunkFile {
  build: string;
  css: string;
  default(require: (module: string) => unknown): Loaded["exports"];
}

/** A chunk that has run, and the styles it wants. */
export interface Loaded {
  css: string;
  /** `shared` is what the chunks that stand on it take of its modules, by their numbers. */
  exports: { shared?: Record<number, unknown> };
}

interface OfView {
  /** What the chunks export whose styles are in place. */
  ready: Map<ChunkName, unknown>;
  coming: Map<ChunkName, Promise<Loaded>>;
  /** Chunks that were to be fetched in an idle moment. */
  planned: Set<ChunkName>;
}

const core: { build: string; modules: unknown[]; on: Partial<Record<ChunkName, ChunkName>> } = {
  build: "",
  modules: [],
  on: {},
};
/** Chunks that have run. They run once for all views of a widget, as the core does. */
const loaded = new Map<ChunkName, Loaded>();
/** Files of chunks by build and name. Each widget of a page has a core of its own, which takes them from here. */
const FILES = Symbol.for("dsviz_widget.chunks");
const page = globalThis as typeof globalThis & { [FILES]?: Map<string, ChunkFile> };
page[FILES] ??= new Map();
const files = page[FILES];
const views = new WeakMap<Channel, OfView>();

/** Take the modules of the core that chunks use, by number, and which chunk stands on which other; the entry that
 * `bundle.mjs` writes calls it. */
export function share(build: string, modules: unknown[], on: typeof core.on): void {
  Object.assign(core, { build, modules, on });
}

function ofView(channel: Channel): OfView {
  let entry = views.get(channel);
  if (!entry) {
    entry = { ready: new Map(), coming: new Map(), planned: new Set() };
    views.set(channel, entry);
  }
  return entry;
}

type View = Pick<ViewContext, "channel" | "signal">;

/** What a chunk exports, when it is here and its styles are in place. */
export function chunkOf<N extends ChunkName>({ channel }: View, name: N): Chunks[N] | undefined {
  return ofView(channel).ready.get(name) as Chunks[N] | undefined;
}

/** Fetch a chunk unless it is here. A failure is not kept: ask again. */
export function loadChunk(view: View, name: ChunkName): Promise<Loaded> {
  const { coming } = ofView(view.channel);
  let promise = coming.get(name);
  if (!promise) {
    promise = fetchChunk(view, name);
    coming.set(name, promise);
    promise.catch(() => coming.delete(name));
  }
  return promise;
}

/** Lay the styles of a chunk where `el` stands, for as long as the view is there; from now on `chunkOf` gives it. */
export function readyChunk({ channel, signal }: View, name: ChunkName, el: Element, chunk: Loaded): void {
  const { ready } = ofView(channel);
  if (ready.has(name) || signal.aborted) return;
  const base = core.on[name];
  if (base) readyChunk({ channel, signal } as View, base, el, loaded.get(base) as Loaded);
  layStyles(chunk.css, el, signal);
  ready.set(name, chunk.exports);
}

/** Fetch a chunk when the browser has nothing else to do, so that it is here when it is wanted. */
export function prefetchChunk(view: View, name: ChunkName, el: Element): void {
  const { planned } = ofView(view.channel);
  if (planned.has(name)) return;
  planned.add(name);
  const fetchIt = () => {
    if (view.signal.aborted) return;
    loadChunk(view, name).then(
      (chunk) => el.isConnected && readyChunk(view, name, el, chunk),
      // Nobody waits for it; who does will see why it does not come.
      () => {},
    );
  };
  // Safari has no idle callbacks.
  if ("requestIdleCallback" in window) requestIdleCallback(fetchIt, { timeout: 2000 });
  else setTimeout(fetchIt, 200);
}

async function fetchChunk(view: View, name: ChunkName): Promise<Loaded> {
  const base = core.on[name];
  const below = base && loadChunk(view, base);
  const here = loaded.get(name);
  if (here) {
    await below;
    return here;
  }
  const [file] = await Promise.all([fetchFile(view, name), below]);
  const chunk = loaded.get(name) ?? {
    css: file.css,
    exports: file.default((module) => core.modules[+module]),
  };
  Object.assign(core.modules, chunk.exports.shared);
  loaded.set(name, chunk);
  return chunk;
}

/** What is on its way is not shared: its kernel may be busy, or its view close. */
async function fetchFile(view: View, name: ChunkName): Promise<ChunkFile> {
  const key = `${core.build} ${name}`;
  const here = files.get(key);
  if (here) return here;
  const { buffers } = await view.channel.askQuietly("chunk", { name }, view.signal);
  const file = await importFile(buffers[0] ?? new Uint8Array(0), name);
  if (file.build !== core.build) {
    throw new Error(
      "The kernel runs another version of dsviz_widget than this view. Run the cell again, " +
        "and reload the page if that does not help.",
    );
  }
  files.set(key, file);
  return file;
}

async function importFile(bytes: Uint8Array, name: ChunkName): Promise<ChunkFile> {
  try {
    return (await importModule(bytes)) as ChunkFile;
  } catch (error) {
    throw new Error(
      `The browser did not take the part "${name}" of the widget (${error instanceof Error ? error.message : error}). ` +
        "Try again, and reload the page if that does not help.",
    );
  }
}

/** A relative import() has no address in a notebook, where the core itself came from a Blob. */
export async function importModule(bytes: Uint8Array): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A sheet of the document or shadow root that `el` stands in, after those of the core, until the view is gone. */
function layStyles(css: string, el: Element, gone: AbortSignal): void {
  const root = el.getRootNode() as Document | ShadowRoot;
  // A document takes only sheets that were made in it.
  const view = (el.ownerDocument.defaultView ?? window) as typeof globalThis & Window;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  gone.addEventListener("abort", () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  });
}
