/** What lays out a graph without the page waiting for it: as a worker it answers one message; where a host allows no
 * worker the page imports it. It takes nothing of the page, so that it is the same in both. */
import { layOut } from "./layout";
import type { Picture } from "./picture";
import type { LineageEdge, LineageNode } from "./wire";

export interface LayoutTask {
  nodes: LineageNode[];
  edges: LineageEdge[];
  /** How wide what stands on each node is, in px: a worker has no fonts to measure with. */
  widths: number[];
}

export type LayoutAnswer =
  | { kind: "began" }
  | { kind: "done"; picture: Picture }
  | { kind: "failed"; why: string };

export function pictureOf({ nodes, edges, widths }: LayoutTask): Picture {
  const widthOf = new Map(nodes.map(({ id }, at) => [id, widths[at] as number]));
  return layOut(nodes, edges, ({ id }) => widthOf.get(id) as number);
}

if (typeof document === "undefined") {
  const tell = (answer: LayoutAnswer) => postMessage(answer);
  addEventListener("message", ({ data }: MessageEvent<LayoutTask>) => {
    try {
      tell({ kind: "done", picture: pictureOf(data) });
    } catch (error) {
      tell({ kind: "failed", why: String(error) });
    }
  });
  tell({ kind: "began" });
}
