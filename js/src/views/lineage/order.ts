/** What dagre's graph is asked for here, lines across several layers being cut into one piece a layer. */
export interface OrderGraph {
  nodes(): string[];
  node(id: string): { rank?: number; order?: number };
  predecessors(id: string): string[] | undefined;
  successors(id: string): string[] | undefined;
}

const SWEEPS = 12;
/** In larger graphs dagre's own search would take most of the time, for a few crossings less. */
const MOST_SEARCHED = 1000;

/** Put the nodes of each layer in an order with few crossings of lines. Where several are as good, what came first
 * stands above: dagre's own search turns rows upside down for nothing, so that it is asked last. `search` is dagre's. */
export function orderLayers(graph: OrderGraph, search: () => void): void {
  let layers = depthFirst(graph);
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(graph, best);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    layers = swept(graph, layers, sweep % 2 === 0);
    const count = crossings(graph, layers);
    if (count < fewest) [fewest, best] = [count, layers.map((layer) => [...layer])];
  }
  if (fewest > 0 && graph.nodes().length < MOST_SEARCHED) {
    search();
    const theirs = layersIn(graph);
    if (crossings(graph, theirs) < fewest) best = theirs;
  }
  for (const layer of best) for (const [at, id] of layer.entries()) graph.node(id).order = at;
}

/** Nodes by layer in the order in which they are come upon from the left, so that what belongs together begins so. */
function depthFirst(graph: OrderGraph): string[][] {
  const layers: string[][] = [];
  const seen = new Set<string>();
  const rankOf = (id: string) => graph.node(id).rank ?? 0;
  // The last of these is looked at next.
  const waiting = graph.nodes().sort((a, b) => rankOf(a) - rankOf(b));
  waiting.reverse();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    let layer = layers[rankOf(id)];
    if (!layer) {
      layer = [];
      layers[rankOf(id)] = layer;
    }
    layer.push(id);
    waiting.push(...(graph.successors(id) ?? []).reverse());
  }
  return Array.from(layers, (layer) => layer ?? []);
}

function layersIn(graph: OrderGraph): string[][] {
  const layers: string[][] = [];
  for (const id of graph.nodes()) {
    const { rank = 0 } = graph.node(id);
    let layer = layers[rank];
    if (!layer) {
      layer = [];
      layers[rank] = layer;
    }
    layer.push(id);
  }
  const place = (id: string) => graph.node(id).order ?? 0;
  return Array.from(layers, (layer) => (layer ?? []).sort((a, b) => place(a) - place(b)));
}

/** Each layer sorted by the middle of what its nodes are linked with in the layer before, from one end to the other. */
function swept(graph: OrderGraph, layers: readonly string[][], isDown: boolean): string[][] {
  const result = layers.map((layer) => [...layer]);
  const linked = isDown ? "predecessors" : "successors";
  for (let step = 1; step < result.length; step += 1) {
    const at = isDown ? step : result.length - 1 - step;
    const fixed = result[isDown ? at - 1 : at + 1] as string[];
    const places = new Map(fixed.map((id, place) => [id, place]));
    const layer = result[at] as string[];
    const middles = new Map<string, number>();
    for (const id of layer) {
      const found = (graph[linked](id) ?? []).map((other) => places.get(other) ?? 0);
      if (found.length > 0) middles.set(id, found.reduce((sum, place) => sum + place, 0) / found.length);
    }
    result[at] = sortedKeeping(layer, middles);
  }
  return result;
}

/** Those with a middle sorted by it among their places; the others stay where they are. */
function sortedKeeping(layer: readonly string[], middles: ReadonlyMap<string, number>): string[] {
  const moving = layer
    .filter((id) => middles.has(id))
    .sort((a, b) => (middles.get(a) as number) - (middles.get(b) as number));
  let next = 0;
  return layer.map((id) => (middles.has(id) ? (moving[next++] as string) : id));
}

/** How many pairs of lines cross, counted layer by layer with a tree of sums. */
export function crossings(graph: OrderGraph, layers: readonly string[][]): number {
  let count = 0;
  for (let at = 1; at < layers.length; at += 1) {
    const below = layers[at] as string[];
    const places = new Map(below.map((id, place) => [id, place]));
    const sums = new Int32Array(below.length + 1);
    let passed = 0;
    for (const id of layers[at - 1] as string[]) {
      const ends = (graph.successors(id) ?? []).map((other) => places.get(other) ?? 0);
      for (const end of ends) count += passed - sumTo(sums, end + 1);
      for (const end of ends) {
        for (let k = end + 1; k < sums.length; k += k & -k) sums[k] = (sums[k] as number) + 1;
      }
      passed += ends.length;
    }
  }
  return count;
}

function sumTo(sums: Int32Array, end: number): number {
  let sum = 0;
  for (let k = end; k > 0; k -= k & -k) sum += sums[k] as number;
  return sum;
}
