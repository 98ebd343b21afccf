import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ClassColor } from "../../pixels/colors";
import { isShown } from "./boxes";
import { boundsOf, boxAround, joined, usualPointSize } from "./camera";
import { CloudObject } from "./cloud-object";
import { type Coloring, coloringsOf, nameOfColoring, type Paint, usualRange } from "./colors";
import { boxesObject, gridObject, vectorsObject } from "./line-objects";
import { setWireframe } from "./mesh-object";
import type { SpatialSettings } from "./settings";
import { ballOf, disposeOf, type Stage } from "./stage";
import type { Loading } from "./use-spatial";
import type { Axis, SceneBox, Vec3 } from "./wire";

export interface Theme {
  palette: readonly ClassColor[];
  line: Vec3;
  ink: Vec3;
}

export interface Content {
  up: Axis;
  colorings: Coloring[];
  coloring: Coloring;
  range: [number, number];
  pointSize: number;
  /** Boxes that are drawn. */
  boxes: readonly SceneBox[];
  /** Length of a square of the floor. */
  step: number;
  points: CloudObject | null;
}

const NO_BOXES: readonly SceneBox[] = [];

/** Put what has come onto the stage, and let it follow the settings. */
export function useContent(
  stage: Stage | null,
  { loaded, grown }: Loading,
  settings: SpatialSettings,
  theme: Theme,
  chosen: SceneBox | null,
): Content {
  const scene = loaded?.kind === "cloud" ? loaded.scene : null;
  const object = loaded?.kind === "mesh" ? loaded.object : null;
  const up = settings.up.value ?? loaded?.scene.up ?? "z";
  const isLeft = settings.isLeft.value;
  const colorings = useMemo(() => (scene ? coloringsOf(scene) : []), [scene]);
  const wanted = settings.coloring.value;
  const coloring = colorings.find((each) => nameOfColoring(each) === wanted) ??
    colorings[0] ?? { by: "plain" as const };
  const name = nameOfColoring(coloring);
  const usual = useMemo<[number, number]>(
    () => (scene ? usualRange(scene, coloring, up) : [0, 1]),
    [scene, coloring, up],
  );
  // Height is told as in the data, and counts from the middle in the browser.
  const range = settings.ranges.value[name] ?? usual;
  const hidden = settings.hiddenCategories.value;
  const paint: Paint = { coloring, up, range, palette: theme.palette, plain: theme.ink, hidden };
  const paintNow = useRef(paint);
  paintNow.current = paint;
  const [points, setPoints] = useState<CloudObject | null>(null);
  const [step, setStep] = useState(1);
  const drawn = useRef(0);

  // Upright before anything is measured.
  useLayoutEffect(() => stage?.orient(up, isLeft), [stage, up, isLeft]);

  useEffect(() => {
    if (!stage || !loaded) return;
    if (loaded.kind === "cloud") {
      const { cloud, scene } = loaded;
      const corners = boxAround(scene.boxes.flatMap(({ corners }) => corners));
      const usualBox = scene.points > 0 ? joined(scene.usual, corners) : joined(corners, null);
      const all = scene.points > 0 ? joined(scene.bounds, corners) : usualBox;
      const bounds = boundsOf(usualBox, all);
      const reach = Math.hypot(...all[0].map((a, k) => Math.max(Math.abs(a), Math.abs(all[1][k] as number))));
      stage.setBounds(bounds, reach);
      const made = new CloudObject(cloud, reach);
      drawn.current = cloud.count;
      if (cloud.count > 0) made.grow(paintNow.current, 0, cloud.count);
      stage.content.add(made);
      stage.onDetail = (share) => made.thin(share);
      setPoints(made);
    } else {
      stage.content.add(loaded.object);
      const bounds = ballOf(loaded.object);
      stage.setBounds(bounds, bounds.radius * 2);
    }
    const stance = settings.stance.peek();
    if (stance) stage.stance = stance;
    else if (loaded.kind === "cloud" && loaded.scene.camera)
      stage.lookFrom(loaded.scene.camera.viewpoint, loaded.scene.camera.target);
    else stage.look("corner", loaded.scene.up === "y");
    return () => {
      for (const child of [...stage.content.children]) {
        stage.content.remove(child);
        disposeOf(child);
      }
      stage.onDetail = () => {};
      setPoints(null);
    };
  }, [stage, loaded]);

  useEffect(() => {
    if (!stage || !points || !grown) return;
    points.grow(paintNow.current, grown.from, grown.to);
    // A cloud that comes is drawn each time that it has doubled: drawing it at every piece would hold the pieces up.
    if (grown.to < 2 * drawn.current && grown.to < (scene?.shown ?? 0)) return;
    drawn.current = grown.to;
    stage.invalidate();
  }, [stage, points, grown]);

  const [low, high] = range;
  useEffect(() => {
    if (!stage || !points) return;
    points.paint(paintNow.current);
    stage.invalidate();
  }, [stage, points, coloring, low, high, up, hidden, theme]);

  const { width, height } = stage?.size ?? { width: 1, height: 1 };
  const pointSize = settings.pointSize.value ?? usualPointSize(scene?.shown ?? 1, width, height);
  useEffect(() => {
    if (!stage || !points) return;
    points.resize(pointSize, stage.renderer.getPixelRatio());
    stage.invalidate();
  }, [stage, points, pointSize]);

  const isWire = settings.isWire.value;
  useEffect(() => {
    if (!stage || !object) return;
    setWireframe(object, isWire);
    stage.invalidate();
  }, [stage, object, isWire]);

  const hasBoxes = settings.hasBoxes.value;
  const [hiddenLabels, leastScore] = [settings.hiddenLabels.value, settings.leastScore.value];
  const boxes = useMemo(
    () =>
      scene && hasBoxes ? scene.boxes.filter((box) => isShown(box, { hiddenLabels, leastScore })) : NO_BOXES,
    [scene, hasBoxes, hiddenLabels, leastScore],
  );
  useEffect(() => {
    if (!stage || !loaded || loaded.kind !== "cloud") return;
    const lines = [boxesObject(boxes, chosen), vectorsObject(hasBoxes ? loaded.scene.vectors : [])];
    stage.content.add(...lines);
    stage.invalidate();
    return () => {
      for (const each of lines) {
        stage.content.remove(each);
        disposeOf(each);
      }
    };
  }, [stage, loaded, boxes, chosen, hasBoxes]);

  const hasGrid = settings.hasGrid.value;
  useEffect(() => {
    if (!stage || !loaded || !hasGrid) return;
    const ends = loaded.kind === "cloud" ? loaded.scene.usual : null;
    const around = loaded.kind === "mesh" ? ballOf(loaded.object) : null;
    const corners =
      loaded.kind === "cloud" ? boxAround(loaded.scene.boxes.flatMap((box) => box.corners)) : null;
    const hasPoints = loaded.kind === "cloud" && loaded.scene.points > 0;
    const [low, high] = around ? [around.low, around.high] : joined(hasPoints ? ends : null, corners);
    const grid = gridObject(low, high, up, theme.line);
    stage.content.add(grid.object);
    setStep(grid.step);
    stage.invalidate();
    return () => {
      stage.content.remove(grid.object);
      disposeOf(grid.object);
      stage.invalidate();
    };
  }, [stage, loaded, hasGrid, up, theme]);

  return { up, colorings, coloring, range, pointSize, boxes, step, points };
}
