import { expect, test } from "vitest";
import {
  first,
  fitted,
  held,
  inSight,
  leastZoom,
  MOST_ZOOM,
  showing,
  zoomedAt,
} from "../../../src/views/lineage/camera";
import { findNodes, findWords } from "../../../src/views/lineage/finding";
import { countWords, groupWords } from "../../../src/views/lineage/words";
import { node } from "./lineages";

const pane = { width: 700, height: 460 };

test("all of a small picture is in the middle, no larger than it is", () => {
  const camera = fitted({ width: 300, height: 100 }, pane);
  expect(camera.zoom).toBe(1);
  expect(camera.x).toBe(200);
});

test("a picture that could not be read is scrolled, with what is open in the middle", () => {
  const picture = { width: 650, height: 30_000 };
  const camera = first(picture, pane, { x: 100, y: 15_000 });
  expect(camera.zoom).toBe(1);
  expect(camera.y).toBe(pane.height / 2 - 15_000);
  const top = first(picture, pane, { x: 100, y: 0 });
  expect(inSight(top, pane).top).toBeLessThan(0);
});

test("zooming leaves what is under the pointer where it is, between all and three times", () => {
  const picture = { width: 2000, height: 2000 };
  const start = { x: 0, y: 0, zoom: 1 };
  const near = zoomedAt(start, 2, 100, 50, picture, pane);
  expect((100 - near.x) / near.zoom).toBeCloseTo(100);
  expect(zoomedAt(start, 100, 0, 0, picture, pane).zoom).toBe(MOST_ZOOM);
  expect(zoomedAt(start, 0.001, 0, 0, picture, pane).zoom).toBe(leastZoom(picture, pane));
});

test("a picture cannot be lost", () => {
  const { x, y } = held({ x: 99_999, y: -99_999, zoom: 1 }, { width: 300, height: 100 }, pane);
  expect(x).toBeLessThan(pane.width);
  expect(y + 100).toBeGreaterThan(0);
});

test("a box that is out of sight comes into it by the least move", () => {
  const camera = { x: 0, y: 0, zoom: 1 };
  const seen = showing(camera, { x: 100, y: 600, width: 80, height: 28 }, pane);
  expect(seen.x).toBe(0);
  expect(inSight(seen, pane).bottom).toBeGreaterThan(628);
  expect(showing(camera, { x: 100, y: 100, width: 80, height: 28 }, pane)).toEqual(camera);
});

test("a text is found on nodes, and on members of groups", () => {
  const train = node("train", "runs:p/train", { is_group: true, member_labels: ["fit-1", "fit-2", "other"] });
  const nodes = [train, node("model:v0", "artifacts:p/model")];
  expect(findNodes(nodes, " FIT ")).toEqual([{ id: "train", member: "fit-1", count: 2 }]);
  expect(findNodes(nodes, "model")).toEqual([{ id: "model:v0", member: null, count: 1 }]);
  expect(findNodes(nodes, "  ")).toEqual([]);
  expect(findWords(findNodes(nodes, "fit"))).toBe("2 found");
  expect(findWords([])).toBe("none found");
});

test("groups say how many there are and how they ended", () => {
  const group = { is_group: true, member_count: 8, states: { finished: 7, crashed: 1 } };
  expect(groupWords(node("train", "runs:p/train", group))).toBe("8 runs, 1 crashed");
  const data = { is_group: true, member_count: 3, current_member: "v2" };
  expect(groupWords(node("data", "artifacts:p/data", data))).toBe("v2 open, of 3");
  expect(groupWords(node("compare", "runs:p/compare", { is_group: true }))).toBe("1 run");
  expect(countWords(37, 8, true)).toBe("37 nodes in 8 groups");
  expect(countWords(1, 1, false)).toBe("1 node");
});
