import { expect, test } from "vitest";
import { graphOf, isOnWay, kinOf } from "../../../src/views/lineage/graph";
import { layOut } from "../../../src/views/lineage/layout";
import type { Placed } from "../../../src/views/lineage/picture";
import { stepFrom } from "../../../src/views/lineage/steps";
import { edge, node, pipeline } from "./lineages";

const measure = ({ label }: { label: string }) => 6 * label.length;

function overlaps(boxes: readonly Placed[]): string[] {
  const found: string[] = [];
  for (const [at, a] of boxes.entries()) {
    for (const b of boxes.slice(at + 1)) {
      const apart =
        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      if (!apart) found.push(`${a.node.id} and ${b.node.id}`);
    }
  }
  return found;
}

test("members of a group share a layer, and layers go on from left to right", () => {
  const { nodes, edges } = pipeline(8);
  const { boxes, heads, byId } = layOut(nodes, edges, measure);
  expect(heads.map(({ text }) => text)).toEqual(["prepare", "data", "train", "model", "eval", "masks"]);
  const xs = heads.map(({ x }) => x);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
  expect(byId.get("data:v0")?.layer).toBe(byId.get("data:v1")?.layer);
  expect(overlaps(boxes)).toEqual([]);
});

test("what came first stands above", () => {
  const { nodes, edges } = pipeline(8);
  const { byId } = layOut(nodes, edges, measure);
  for (const name of ["train-", "model:v", "eval-", "masks:v"]) {
    const ys = Array.from({ length: 8 }, (_, k) => byId.get(`${name}${k}`)?.y as number);
    expect(ys).toEqual([...ys].sort((a, b) => a - b));
  }
});

test("an edge goes from one side to the other, one to an earlier layer from below to above", () => {
  const { nodes, edges } = pipeline(1);
  const { routes, byId } = layOut(nodes, edges, measure);
  const [from, to] = [byId.get("train-0"), byId.get("model:v0")];
  const forward = routes.find((route) => route.edge.source === "train-0");
  expect(forward?.line.startsWith(`M${(from?.x ?? 0) + (from?.width ?? 0)} `)).toBe(true);
  expect(forward?.arrow.startsWith(`M${(to?.x ?? 0) - 2} `)).toBe(true);
  const data = byId.get("data:v0");
  const back = routes.find((route) => route.edge.target === "prepare-1");
  expect(back?.line.startsWith(`M${(data?.x ?? 0) + (data?.width ?? 0) / 2} ${(data?.y ?? 0) + 28}`)).toBe(
    true,
  );
});

test("a circle has a line each way", () => {
  const nodes = [node("label", "runs:p/label"), node("data:v0", "artifacts:p/data")];
  const { routes, boxes } = layOut(nodes, [edge("label", "data:v0"), edge("data:v0", "label")], measure);
  expect(boxes.map(({ layer }) => layer)).toEqual([0, 1]);
  expect(routes.map(({ line }) => line.includes("NaN"))).toEqual([false, false]);
  expect(routes[0]?.line).not.toBe(routes[1]?.line);
});

test("versions that follow from each other alone stand in one layer", () => {
  const nodes = [0, 1, 2].map((k) => node(`data:v${k}`, "artifacts:p/data"));
  const { boxes } = layOut(nodes, [edge("data:v0", "data:v1"), edge("data:v0", "data:v2")], measure);
  expect(new Set(boxes.map(({ layer }) => layer)).size).toBe(1);
  expect(overlaps(boxes)).toEqual([]);
});

test("two thousand nodes have a place each", { timeout: 60_000 }, () => {
  const { nodes, edges } = pipeline(500);
  const { boxes, routes, width, height } = layOut(nodes, edges, measure);
  expect(boxes.length).toBe(2004);
  expect(routes.length).toBe(edges.length);
  for (let layer = 0; layer < 6; layer += 1) {
    const sorted = boxes.filter((box) => box.layer === layer).sort((a, b) => a.y - b.y);
    for (const [at, box] of sorted.entries()) {
      const above = sorted[at - 1];
      if (above) expect(box.y).toBeGreaterThanOrEqual(above.y + above.height);
    }
  }
  expect(width).toBeLessThan(1000);
  expect(height).toBeGreaterThan(500 * 28);
});

test("kin is all that leads to a node and all that follows from it", () => {
  const { nodes, edges } = pipeline(3);
  const graph = graphOf(nodes, edges);
  const { up, down } = kinOf(graph, "model:v1");
  expect([...up].sort()).toEqual(["data:v0", "data:v1", "prepare-0", "prepare-1", "train-1"]);
  expect([...down].sort()).toEqual(["eval-1", "masks:v1"]);
  const isOn = (source: string, target: string) => isOnWay(edge(source, target), "model:v1", { up, down });
  expect(isOn("train-1", "model:v1")).toBe(true);
  expect(isOn("model:v1", "eval-1")).toBe(true);
  // It leads to what follows, but not by way of the node.
  expect(isOn("data:v1", "eval-1")).toBe(false);
});

test("a circle has an end for whoever walks it", () => {
  const graph = graphOf(
    [node("a", "runs:p/a"), node("b", "artifacts:p/b")],
    [edge("a", "b"), edge("b", "a")],
  );
  expect([...kinOf(graph, "a").up]).toEqual(["b"]);
});

test("arrows walk along edges and within a layer", () => {
  const { nodes, edges } = pipeline(3);
  const picture = layOut(nodes, edges, measure);
  const graph = graphOf(nodes, edges);
  const walk = (id: string, key: string) => stepFrom(id, key, picture, graph);
  expect(walk("train-1", "ArrowRight")).toBe("model:v1");
  expect(walk("model:v1", "ArrowLeft")).toBe("train-1");
  expect(walk("model:v1", "ArrowDown")).toBe("model:v2");
  expect(walk("model:v2", "ArrowDown")).toBe(null);
  expect(walk("model:v1", "Home")).toBe("model:v0");
  expect(walk("masks:v1", "ArrowRight")).toBe(null);
});
