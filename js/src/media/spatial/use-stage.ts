import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { Stage } from "./stage";

const NO_WEBGL =
  "This browser draws nothing in 3D here (no WebGL): switch on hardware acceleration, or close other pages that use it.";

/** A stage on a canvas, as large as the room; `failure` says why there is none. */
export function useStage(
  canvas: RefObject<HTMLCanvasElement | null>,
  width: number,
  height: number,
): { stage: Stage | null; failure: string | null } {
  const [stage, setStage] = useState<Stage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useLayoutEffect(() => {
    const el = canvas.current;
    if (!el) return;
    let made: Stage;
    try {
      made = new Stage(el);
    } catch {
      setFailure(NO_WEBGL);
      return;
    }
    const lost = (event: Event) => {
      event.preventDefault();
      setFailure(
        "The graphics card took the picture away, as it does when a page asks for too much: open it again.",
      );
    };
    el.addEventListener("webglcontextlost", lost);
    setStage(made);
    return () => {
      el.removeEventListener("webglcontextlost", lost);
      made.dispose();
    };
  }, [canvas]);
  useLayoutEffect(() => {
    if (stage && width > 0 && height > 0) stage.resize(width, height, window.devicePixelRatio);
  }, [stage, width, height]);
  return { stage, failure };
}
