import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Chunked, ChunkFailure } from "../views/chunked";
import { nameOf, PlainStill } from "./any-file";
import { registerMedia, type StillProps, type ViewerProps } from "./kinds";
import { PageFailure, PageFrame, PageWaiting, useFullScreen } from "./page-parts";
import { useThemeAround } from "./shown-theme";
import { useText } from "./use-text";
import "./figure-medium.css";

type Spec = Record<string, unknown>;

/** Room from which on a cell draws its chart, in CSS pixels. */
const DRAWN_PX = { width: 72, height: 48 };
/** A small chart is drawn so wide and then scaled, so that its words keep their proportions. */
const DRAWN_WIDTH = 300;
/** Rows that fly by are not drawn. */
const REST_MS = 120;

/** The chart itself, small, once its row has come to rest. */
function VegaStill(props: StillProps) {
  const { item, width, height } = props;
  const { still } = item;
  const place = useRef<HTMLSpanElement>(null);
  const theme = useThemeAround(place);
  const [rests, setRests] = useState(false);
  const scale = width / DRAWN_WIDTH;
  const spec = useMemo(() => {
    const found = specIn(still);
    return found && sized(found, Math.round(height / scale));
  }, [still, height, scale]);
  useEffect(() => {
    const timer = setTimeout(() => setRests(true), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!spec || width < DRAWN_PX.width || height < DRAWN_PX.height) {
    return <PlainStill {...props} item={{ ...item, still: null }} />;
  }
  return (
    <span ref={place} class="dv-vega-still" style={{ width: `${width}px`, height: `${height}px` }}>
      {rests && theme !== "" && (
        <Chunked name="chart" waiting={() => null}>
          {({ VegaChart }) => (
            <span style={{ width: `${DRAWN_WIDTH}px`, transform: `scale(${scale})` }}>
              <VegaChart spec={spec} rows={null} label={nameOf(item)} theme={theme} />
            </span>
          )}
        </Chunked>
      )}
    </span>
  );
}

/** A spec out of its text; null for what is none. */
function specIn(text: unknown): Spec | null {
  try {
    const found: unknown = typeof text === "string" ? JSON.parse(text) : null;
    return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Spec) : null;
  } catch {
    return null;
  }
}

/** A spec that has no size of its own, so high. */
export function sized(spec: Spec, height: number): Spec {
  const hasSize = ["width", "height", "hconcat", "vconcat", "concat", "facet", "repeat", "marks"].some(
    (name) => name in spec,
  );
  return hasSize ? spec : { ...spec, height };
}

function VegaViewer({ item, source, height, keys }: ViewerProps) {
  const full = useFullScreen(keys);
  const theme = useThemeAround(full.place);
  const [attempt, setAttempt] = useState(0);
  const file = useText(source, item, attempt);
  const text = file.status === "ready" ? file.text : null;
  const spec = useMemo(() => {
    const found = specIn(text);
    return found && full.isFull ? sized(found, full.height - 120) : found;
  }, [text, full.isFull, full.height]);
  const retry = () => setAttempt(attempt + 1);
  const label = "Loading the chart";
  return (
    <PageFrame full={full}>
      {file.status === "failed" ? (
        <PageFailure message={file.message} onRetry={retry} />
      ) : file.status === "waiting" || theme === "" ? (
        <PageWaiting height={height} share={file.status === "waiting" ? file.share : 1} label={label} />
      ) : spec === null ? (
        <PageFailure message="The file is no spec of Vega: it is not a JSON object." />
      ) : (
        <Chunked
          name="chart"
          waiting={(failure, again) =>
            failure ? (
              <ChunkFailure message="Charts did not come." failure={failure} onRetry={again} />
            ) : (
              <PageWaiting height={height} label={label} />
            )
          }
        >
          {({ VegaChart }) => <VegaChart spec={spec} rows={null} label={nameOf(item)} theme={theme} />}
        </Chunked>
      )}
    </PageFrame>
  );
}

registerMedia({
  type: "vega-file",
  noun: "chart",
  icon: "plot",
  Still: VegaStill,
  Viewer: VegaViewer,
  hints: [{ keys: ["f"], text: "full screen" }],
});
