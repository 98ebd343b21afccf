import type { Box, Route } from "./routes";
import type { LineageEdge, LineageNode } from "./wire";

/** A doubled outline is drawn so far to the right and below, in CSS pixels at 100 %. */
export const STACK = 4;

export interface Placed extends Box {
  node: LineageNode;
  layer: number;
}

export interface Head {
  text: string;
  x: number;
  width: number;
}

/** Where everything stands, in pixels from the upper left corner. */
export interface Picture {
  boxes: Placed[];
  byId: ReadonlyMap<string, Placed>;
  routes: Route[];
  /** What each layer holds; empty where only groups are shown, which say it themselves. */
  heads: Head[];
  width: number;
  height: number;
}

export const EMPTY: Picture = { boxes: [], byId: new Map(), routes: [], heads: [], width: 0, height: 0 };

/** The same picture with what is known of its nodes now; they are as many, in the same order. */
export function withNodes(picture: Picture, nodes: readonly LineageNode[]): Picture {
  const boxes = picture.boxes.map((box, at) => ({ ...box, node: nodes[at] as LineageNode }));
  return { ...picture, boxes, byId: new Map(boxes.map((box) => [box.node.id, box])) };
}

/** What a picture is of: where it is the same nothing moves, whatever else is said of the nodes. */
export function keyOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): string {
  return JSON.stringify([
    nodes.map(({ id, label }) => [id, label]),
    edges.map(({ source, target }) => [source, target]),
  ]);
}

/** Whether a sign stands at the end of a node: how its run ended, or that it goes on. */
export function hasMark({ is_group, kind, state }: LineageNode): boolean {
  return !is_group && kind === "run" && ["crashed", "failed", "killed", "running"].includes(state);
}
