import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { paletteOf, readColor } from "../../pixels/colors";
import { nameOf } from "../any-file";
import type { ViewerProps } from "../kinds";
import { PageFailure, useFullScreen } from "../page-parts";
import { useThemeAround } from "../shown-theme";
import { BoxLabels, factsOfBox } from "./box-labels";
import { nameOfColoring } from "./colors";
import { Gizmo } from "./gizmo";
import { PickCard, type Picked, pickAt } from "./pick-card";
import { type SpatialSettings, type Stance, settingsOf } from "./settings";
import { onSpatialKey } from "./spatial-keys";
import { SpatialPanel } from "./spatial-panel";
import type { Stage } from "./stage";
import { Toolbar } from "./toolbar";
import { type Content, type Theme, useContent } from "./use-content";
import { type Loading, useSpatial } from "./use-spatial";
import { useStage } from "./use-stage";
import type { SceneBox, Vec3 } from "./wire";
import "./spatial.css";

const BAR_PX = 37;
const PANEL_PX = 232;
/** From this width on the panel stands beside the canvas unless it is closed. */
const ROOM_PX = 760;
const NARROW_PX = 560;
/** A press that moves no further than this is a click. */
const STILL_PX = 4;
const GROUNDS = { light: "#ffffff", dark: "#111317" } as const;

/** An open cloud or mesh. */
export function OpenSolid({ item, source, width, height, keys }: ViewerProps) {
  const settings = settingsOf(source.view);
  const [most, setMost] = useState<number | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  const ownKeys: ViewerProps["keys"] = useRef(null);
  const full = useFullScreen(ownKeys);
  const room = full.isFull ? { width: window.innerWidth, height: full.height } : { width, height };
  const hasPanel = settings.hasPanel.value ?? room.width >= ROOM_PX;
  const isOver = hasPanel && room.width < NARROW_PX;
  const canvasSize = {
    width: room.width - (hasPanel && !isOver ? PANEL_PX : 0),
    height: room.height - BAR_PX,
  };
  // The frame has the keys again where the control in focus goes with its row.
  useLayoutEffect(() => {
    const el = full.place.current;
    return () => {
      const { activeElement } = (el?.getRootNode() ?? document) as Document | ShadowRoot;
      if (el?.contains(activeElement)) el.closest<HTMLElement>(".dv-viewer")?.focus({ preventScroll: true });
    };
  }, [full.place]);
  const share = useMemo(() => ({ settings, most, setMost, keys, ownKeys, hasPanel }), [most, hasPanel]);
  return (
    <div
      ref={full.place}
      class={`dv-space ${full.isFull ? "is-full" : ""} ${isOver ? "is-over" : ""}`}
      style={{ height: `${room.height}px` }}
    >
      <Solid
        key={`${attempt} ${most}`}
        {...share}
        item={item}
        source={source}
        size={canvasSize}
        isNarrow={room.width < NARROW_PX}
        full={full}
        onRetry={() => setAttempt(attempt + 1)}
      />
    </div>
  );
}

interface SolidProps extends Pick<ViewerProps, "item" | "source" | "keys"> {
  settings: SpatialSettings;
  most: number | undefined;
  setMost(most: number): void;
  ownKeys: ViewerProps["keys"];
  hasPanel: boolean;
  size: { width: number; height: number };
  isNarrow: boolean;
  full: ReturnType<typeof useFullScreen>;
  onRetry(): void;
}

function Solid(props: SolidProps) {
  const { item, source, settings, most, keys, ownKeys, hasPanel, size, full } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { stage, failure: refused } = useStage(canvas, size.width, size.height);
  const loading = useSpatial(source, most);
  const theme = useTheme(canvas, settings);
  const [chosen, setChosen] = useState<SceneBox | null>(null);
  const [picked, setPicked] = useState<Picked | null>(null);
  const content = useContent(stage, loading, settings, theme, chosen);
  const { loaded } = loading;
  const scene = loaded?.kind === "cloud" ? loaded.scene : null;
  const isMesh = loaded?.kind === "mesh";

  useEffect(() => {
    if (!stage) return;
    const { ground } = settings;
    stage.ground = ground.value === "auto" ? null : GROUNDS[ground.value];
  }, [stage, settings.ground.value]);

  useEffect(() => (stage ? shareStance(stage, settings) : undefined), [stage, settings]);

  const pick = useCallback(
    (at: { x: number; y: number }) => {
      if (!stage || !loaded) return;
      setChosen(null);
      setPicked(pickAt(stage, loaded, content.points, at));
    },
    [stage, loaded, content.points],
  );
  useLayoutEffect(() => (stage ? followClicks(stage.renderer.domElement, pick) : undefined), [stage, pick]);

  const togglePanel = () => {
    settings.hasPanel.value = !hasPanel;
  };
  const seen = (move: () => void) => {
    move();
    if (stage) settings.stance.value = stage.stance;
  };
  keys.current = (event) =>
    stage !== null &&
    (onSpatialKey(event, {
      look: (look) => seen(() => stage.look(look, loaded?.scene.up === "y")),
      fit: () => seen(() => stage.fit()),
      zoom: (by) => seen(() => stage.zoom(by)),
      turn: (right, up) => seen(() => stage.turn(right, up)),
      pointSize: (by) => {
        settings.pointSize.value = Math.max(1, Math.min(12, content.pointSize + by * 0.5));
      },
      nextColoring: () => nextColoring(settings, content),
      toggleBoxes: () => {
        settings.hasBoxes.value = !settings.hasBoxes.peek();
      },
      toggleGrid: () => {
        settings.hasGrid.value = !settings.hasGrid.peek();
      },
      toggleWire: () => {
        settings.isWire.value = !settings.isWire.peek();
      },
      togglePanel,
      nextBox: (by) => {
        const { boxes } = content;
        if (boxes.length === 0) return;
        const at = chosen ? boxes.indexOf(chosen) + by : by > 0 ? 0 : -1;
        setPicked(null);
        setChosen(boxes.at(at % boxes.length) ?? null);
      },
      pick: () => pick({ x: size.width / 2, y: size.height / 2 }),
      letGo: () => {
        if (!chosen && !picked) return false;
        setChosen(null);
        setPicked(null);
        return true;
      },
    }) ||
      (ownKeys.current?.(event) ?? false));

  const savePicture = () => {
    stage?.picture().then((blob) => download(blob, `${source.column}-${source.row + 1}.png`));
  };
  const failure = refused ?? loading.failure;
  return (
    <>
      <Toolbar
        settings={settings}
        words={wordsOf(loading, item)}
        hasBoxes={scene !== null && scene.boxes.length + scene.vectors.length > 0}
        isMesh={isMesh}
        hasPanel={hasPanel}
        isFull={full.isFull}
        isNarrow={props.isNarrow}
        onLook={(look) => seen(() => stage?.look(look, loaded?.scene.up === "y"))}
        onFit={() => seen(() => stage?.fit())}
        onPicture={savePicture}
        onPanel={togglePanel}
        onFull={full.toggle}
      />
      <div class="dv-space-body">
        <div
          class="dv-space-stage"
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
          data-ground={settings.ground.value === "auto" ? undefined : settings.ground.value}
        >
          <canvas
            ref={canvas}
            role="img"
            aria-label={nameOf(item)}
            data-status={failure ? "failed" : loading.share === null ? "ready" : "loading"}
            data-coloring={nameOfColoring(content.coloring)}
          />
          {stage && settings.hasLabels.value && content.boxes.length > 0 && (
            <BoxLabels
              stage={stage}
              boxes={content.boxes}
              up={content.up}
              chosen={chosen}
              onChoose={(box) => {
                setPicked(null);
                setChosen(box);
              }}
            />
          )}
          {stage && loaded && !failure && (
            <Gizmo stage={stage} step={content.step} hasGrid={settings.hasGrid.value} />
          )}
          {loading.share !== null && !failure && (
            <div
              class="dv-space-progress"
              role="progressbar"
              aria-label="Loading"
              aria-valuenow={Math.round(100 * loading.share)}
            >
              <i style={{ width: `${Math.max(4, 100 * loading.share)}%` }} />
            </div>
          )}
          {scene && scene.shown < scene.points && (
            <p class="dv-space-note">
              {formatCount(scene.shown)} of {formatCount(scene.points)} points
              <Button look="link" small label="Show all" onClick={() => props.setMost(scene.points)} />
            </p>
          )}
          {stage && scene && chosen && (
            <PickCard
              title="Box"
              facts={factsOfBox({ box: chosen, origin: scene.origin, radius: stage.radius })}
              onClose={() => setChosen(null)}
            />
          )}
          {stage && picked && (
            <PickCard
              title={picked.title}
              facts={picked.facts}
              mark={{ stage, place: picked.place }}
              onClose={() => setPicked(null)}
            />
          )}
          {failure && <PageFailure message={failure} onRetry={props.onRetry} />}
        </div>
        {hasPanel && loaded && (
          <SpatialPanel settings={settings} content={content} theme={theme} scene={scene} />
        )}
      </div>
    </>
  );
}

/** What the hand does stays for the next row, and whatever else is open in the view follows it. */
function shareStance(stage: Stage, { stance }: SpatialSettings): () => void {
  let isHand = false;
  let own: Stance | null = null;
  const begin = () => {
    isHand = true;
  };
  const keep = () => {
    if (!isHand) return;
    own = stage.stance;
    stance.value = own;
  };
  const end = () => {
    keep();
    isHand = false;
  };
  stage.controls.addEventListener("start", begin);
  stage.controls.addEventListener("change", keep);
  stage.controls.addEventListener("end", end);
  let isFirst = true;
  const stop = stance.subscribe((next) => {
    if (!isFirst && !isHand && next !== null && next !== own) stage.stance = next;
    isFirst = false;
  });
  return () => {
    stop();
    stage.controls.removeEventListener("start", begin);
    stage.controls.removeEventListener("change", keep);
    stage.controls.removeEventListener("end", end);
  };
}

function nextColoring(settings: SpatialSettings, { colorings, coloring }: Content): void {
  const next = colorings[(colorings.indexOf(coloring) + 1) % colorings.length];
  if (next) settings.coloring.value = nameOfColoring(next);
}

function wordsOf({ loaded, share }: Loading, { facts }: ViewerProps["item"]): string {
  if (loaded?.kind === "mesh") return meshInWords(facts);
  if (!loaded) return "";
  const { scene, cloud } = loaded;
  const boxes = scene.boxes.length;
  const points =
    share === null ? formatCount(scene.shown) : `${formatCount(cloud.count)} of ${formatCount(scene.shown)}`;
  return [
    ...(scene.points > 0 ? [`${points} points`] : []),
    ...(boxes > 0 ? [`${formatCount(boxes)} ${boxes === 1 ? "box" : "boxes"}`] : []),
  ].join(" · ");
}

function meshInWords({ vertices, faces }: ViewerProps["item"]["facts"]): string {
  const counted = [
    [vertices, "vertices"],
    [faces, "faces"],
  ] as const;
  return counted
    .flatMap(([count, what]) => (typeof count === "number" ? [`${formatCount(count)} ${what}`] : []))
    .join(" · ");
}

/** Colors of the stylesheet around the canvas, anew when the theme changes or the ground does. */
function useTheme(place: { current: HTMLElement | null }, settings: SpatialSettings): Theme {
  const around = useThemeAround(place);
  const chosen = settings.ground.value;
  const ground = chosen === "auto" ? around : chosen;
  return useMemo<Theme>(() => {
    const isDark = ground === "dark";
    const grey: Vec3 = isDark ? [70, 74, 82] : [205, 208, 214];
    const ink: Vec3 = isDark ? [190, 196, 206] : [86, 92, 102];
    const palette = place.current ? paletteOf(place.current) : [readColor("#7f73af")];
    return { palette, line: grey, ink };
  }, [ground, place.current]);
}

/** Tell of presses that end where they began: those that moved turned the view. */
function followClicks(el: HTMLElement, onClick: (at: { x: number; y: number }) => void): () => void {
  const listening = new AbortController();
  const options = { signal: listening.signal };
  let down: { x: number; y: number } | null = null;
  const placeOf = (event: PointerEvent) => {
    const { left, top } = el.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  el.addEventListener(
    "pointerdown",
    (event) => {
      down = event.button === 0 ? placeOf(event) : null;
    },
    options,
  );
  el.addEventListener(
    "pointerup",
    (event) => {
      const at = placeOf(event);
      if (down && Math.hypot(at.x - down.x, at.y - down.y) <= STILL_PX) onClick(at);
      down = null;
    },
    options,
  );
  return () => listening.abort();
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the address only after the click is done with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
