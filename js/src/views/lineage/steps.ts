import type { Graph } from "./graph";
import type { Picture, Placed } from "./picture";

const middle = ({ x, y, width, height }: Placed) => ({ x: x + width / 2, y: y + height / 2 });

/** Where an arrow key leads from a node: left and right along edges, up and down within its layer. */
export function stepFrom(id: string, key: string, { byId, boxes }: Picture, graph: Graph): string | null {
  const from = byId.get(id);
  if (!from) return null;
  const here = middle(from);
  // The next layer on that side first, then what stands nearest in it; edges that lead back come last.
  const side = key === "ArrowLeft" ? -1 : 1;
  const distance = (box: Placed) => {
    const layers = side * (box.layer - from.layer);
    return 1e6 * (layers > 0 ? layers : 1000 - layers) + Math.abs(middle(box).y - here.y);
  };
  const nearest = (ids: Iterable<string>) => {
    let found: Placed | null = null;
    for (const other of ids) {
      const box = byId.get(other);
      if (!box || other === id) continue;
      if (!found || distance(box) < distance(found)) found = box;
    }
    return found?.node.id ?? null;
  };
  if (key === "ArrowRight") return nearest(graph.next.get(id) ?? []);
  if (key === "ArrowLeft") return nearest(graph.previous.get(id) ?? []);
  const inLayer = boxes.filter(({ layer }) => layer === from.layer).sort((a, b) => a.y - b.y);
  if (key === "Home") return inLayer[0]?.node.id ?? null;
  if (key === "End") return inLayer.at(-1)?.node.id ?? null;
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  return inLayer[inLayer.indexOf(from) + step]?.node.id ?? null;
}
