import { importModule } from "../../chunks";
import { formatCount } from "../../format";
import type { LayoutAnswer, LayoutTask, pictureOf } from "./layout-worker";
import program from "./layout-worker?program";
import type { Picture } from "./picture";

/** Nodes and edges that are laid out within a few frames; a worker would not be there before. */
const FEW = 150;
/** A worker that has not begun by then is one that the host neither starts nor refuses, in ms. */
const BEGIN_MS = 8000;
/** A page that is not painted, as in a tab behind others, is not waited for longer, in ms. */
const PAINT_MS = 2000;

/** Whether the host lets a worker be made of what is in the page; null until one was tried. */
let hasWorkers: boolean | null = null;
let imported: Promise<{ pictureOf: typeof pictureOf }> | null = null;

class NoWorker extends Error {}

/**
 * Lay out a graph; a large one in a worker, so that the page goes on meanwhile.
 *
 * A content security policy may refuse workers: there the page does it itself, once it has been painted as it waits.
 * Rejects when `signal` is aborted, which ends the worker.
 */
export async function layOutAside(task: LayoutTask, signal: AbortSignal): Promise<Picture> {
  if (task.nodes.length + task.edges.length <= FEW) return layOutHere(task, signal);
  if (hasWorkers !== false) {
    try {
      return await layOutInWorker(task, signal);
    } catch (error) {
      if (!(error instanceof NoWorker)) throw error;
      hasWorkers = false;
    }
  }
  await painted();
  return layOutHere(task, signal);
}

async function layOutHere(task: LayoutTask, signal: AbortSignal): Promise<Picture> {
  const module = `${program}export const { pictureOf } = program;`;
  imported ??= importModule(new TextEncoder().encode(module)) as NonNullable<typeof imported>;
  const { pictureOf } = await imported;
  signal.throwIfAborted();
  try {
    return pictureOf(task);
  } catch (error) {
    throw new Error(refused(task, String(error)));
  }
}

function layOutInWorker(task: LayoutTask, signal: AbortSignal): Promise<Picture> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    let worker: Worker;
    try {
      worker = new Worker(url);
    } catch (error) {
      URL.revokeObjectURL(url);
      throw new NoWorker(String(error));
    }
    const late = setTimeout(() => end(() => reject(new NoWorker("it did not begin"))), BEGIN_MS);
    const end = (settle: () => void) => {
      clearTimeout(late);
      URL.revokeObjectURL(url);
      signal.removeEventListener("abort", stop);
      worker.terminate();
      settle();
    };
    const stop = () => end(() => reject(signal.reason));
    signal.addEventListener("abort", stop);
    // What goes wrong within is a message: this says that it could not be loaded.
    worker.onerror = (event) => {
      event.preventDefault();
      end(() => reject(new NoWorker(event.message)));
    };
    worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
      if (data.kind === "began") {
        hasWorkers = true;
        clearTimeout(late);
        worker.postMessage(task);
      } else if (data.kind === "done") end(() => resolve(data.picture));
      else end(() => reject(new Error(refused(task, data.why))));
    };
  });
}

const refused = ({ nodes }: LayoutTask, why: string) =>
  `The graph of ${formatCount(nodes.length)} nodes cannot be laid out (${why}). Group it, or reload the page.`;

/** Wait until what was drawn last is on the screen. */
function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => done()));
    setTimeout(done, PAINT_MS);
  });
}
