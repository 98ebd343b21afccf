import { useEffect, useMemo, useState } from "preact/hooks";
import { onThemeChange } from "../charts/css-colors";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { nameOf } from "./any-file";
import { figureLook } from "./figure-look";
import {
  bokehProgram,
  type FigureLook,
  type FigureMessage,
  figurePage,
  plotlyProgram,
} from "./figure-programs";
import type { Said } from "./frame-guard";
import { registerMedia, type StillProps, type ViewerProps } from "./kinds";
import { type LibraryName, type LibraryState, usePageLibrary } from "./page-library";
import { BAR_PX, PageFailure, PageFrame, PageWaiting, useFullScreen } from "./page-parts";
import { SandboxedFrame } from "./sandboxed-frame";
import { type TextState, useText } from "./use-text";
import "./figure-medium.css";

interface Library {
  name: LibraryName;
  /** As its makers write it. */
  title: string;
  program: (token: string) => void;
  style: string;
  /** Whether a figure may bring scripts: then no other is drawn in its frame. */
  hasScripts?: (figure: string) => boolean;
  /** Height of a figure in a frame that is so high; as high as what is drawn unless given. */
  height?: (figure: string, room: number) => number;
}

const PLOTLY: Library = {
  name: "plotly",
  title: "Plotly",
  program: plotlyProgram,
  style: "#figure>div{height:100vh}",
  height: (figure, room) => {
    const own = (JSON.parse(figure) as { layout?: { height?: unknown } }).layout?.height;
    return typeof own === "number" && own > 0 ? Math.min(4_000, Math.ceil(own) + 2) : room;
  },
};
/** Callbacks in a document of Bokeh, markup that may hold some, and letters written so that neither would be seen. */
const SCRIPTS = /CustomJS|<|\\u00[0-7]/i;
const BOKEH: Library = {
  name: "bokeh",
  title: "Bokeh",
  program: bokehProgram,
  style: "body{background:#fff;padding:8px}#figure>div>div+div{margin-top:8px}",
  hasScripts: (figure) => SCRIPTS.test(figure),
};

/** What is known of a figure without drawing it: no cell loads megabytes of a library. */
function FigureStill({ item, width, height }: StillProps) {
  const { title, kinds, points } = item.facts as Record<string, unknown>;
  const name = item.caption || (typeof title === "string" ? title : "");
  const count = typeof points === "number" ? `${formatCount(points)} points` : item.format;
  const hasWords = width >= 96 && height >= 44;
  return (
    <span
      class="dv-figure-still"
      style={{ width: `${width}px`, height: `${height}px` }}
      title={hasWords ? undefined : `${name} ${kinds ?? ""} ${count}`.trim()}
    >
      <Icon name="plot" size={height >= 64 ? 24 : 18} />
      {hasWords && (
        <span>
          {name && <b class="dv-text">{plainTitle(name)}</b>}
          {typeof kinds === "string" && <span class="dv-text">{kinds}</span>}
          <span class="dv-quiet dv-text">{count}</span>
        </span>
      )}
    </span>
  );
}

/** "bar, scatter · 400 points" */
function saidOf({ kinds, points }: Record<string, unknown>): string {
  const said = [kinds, typeof points === "number" ? `${formatCount(points)} points` : null];
  return said.filter((part) => typeof part === "string").join(" · ");
}

/** A title without the markup that both libraries allow in it. */
export function plainTitle(title: string): string {
  return title.replace(/<br\s*\/?>/gi, " ").replace(/<\/?\w[^>]*>/g, "");
}

/** What a frame is told to draw. */
interface Told {
  /** The file that the figure came in. */
  file: TextState;
  message: FigureMessage;
  /** Number of the frame, and whether it takes no other figure. */
  frame: number;
  isSpent: boolean;
}

function toldNext(
  told: Told | null,
  file: TextState & { text: string },
  look: FigureLook,
  own: boolean,
): Told {
  if (told?.file === file) return { ...told, message: { ...told.message, look } };
  const frame = (told?.frame ?? 0) + (told && !told.isSpent && !own ? 0 : 1);
  const message = { of: (told?.message.of ?? 0) + 1, figure: file.text, look };
  return { file, message, frame, isSpent: own };
}

/** The figure as its library draws it, in a frame that reaches nothing. The frame stays with its library while rows are
 * stepped through, and is seen only while it shows the open row's figure. */
function FigureViewer({ item, source, height, keys, library }: ViewerProps & { library: Library }) {
  const full = useFullScreen(keys);
  const [attempt, setAttempt] = useState(0);
  const file = useText(source, item, attempt);
  const code = usePageLibrary(source.view, library.name, attempt);
  const [told, setTold] = useState<Told | null>(null);
  const [said, setSaid] = useState<{ of: number; failure?: string } | null>(null);
  useEffect(() => {
    const el = full.place.current;
    if (!el || file.status !== "ready") return;
    const own = library.hasScripts?.(file.text) ?? false;
    const tell = () => setTold((now) => toldNext(now, file, figureLook(el), own));
    tell();
    return onThemeChange(el, tell);
  }, [full.place, file, library]);
  const page = useMemo(() => (token: string) => figurePage(library.program, token, library.style), [library]);
  const first = useMemo(() => ({ library: code.text ?? "" }), [code.text]);
  const room = full.isFull ? full.height - BAR_PX - 8 : height;
  const figure = told?.message.figure;
  const frameHeight = useMemo(
    () => (library.height && figure !== undefined ? library.height(figure, room) : "content"),
    [library, figure, room],
  );
  const answer = told?.file === file && said?.of === told.message.of ? said : null;
  const failure = file.status === "failed" ? file.message : (code.failure ?? answer?.failure);
  const isDrawn = answer !== null && !failure;
  const retry = () => {
    setTold((now) => now && { ...now, isSpent: true });
    setAttempt(attempt + 1);
  };
  const hear = ({ dsviz, value, of }: Said) => {
    // What it says of a figure that was overtaken is dropped.
    if (of === undefined || of !== told?.message.of) return;
    if (dsviz === "drawn") setSaid({ of });
    else if (dsviz === "failed") {
      const why = String(value).slice(0, 300);
      setSaid({ of, failure: `${library.title} cannot draw this figure: ${why}.` });
    } else if (dsviz === "picture" && isDrawn) savePicture(String(value), nameOf(item));
  };
  const instead = (tall: number | null) =>
    failure ? (
      <PageFailure message={failure} onRetry={retry} />
    ) : (
      <PageWaiting height={tall ?? room} {...waitingFor(library, code, file)} />
    );
  return (
    <PageFrame full={full} controls={saidOf(item.facts)}>
      <div class="dv-figure" aria-busy={isDrawn || failure ? undefined : "true"}>
        {told === null || code.text === undefined ? (
          instead(null)
        ) : (
          <SandboxedFrame
            key={told.frame}
            page={page}
            title={nameOf(item)}
            theme=""
            height={frameHeight}
            least={160}
            first={first}
            message={told.message}
            cover={isDrawn ? null : instead}
            onSaid={hear}
          />
        )}
      </div>
    </PageFrame>
  );
}

/** What is not here yet, and how much of it is; how long drawing takes no one knows. */
function waitingFor(
  { title }: Library,
  code: LibraryState,
  file: TextState,
): { label: string; share?: number } {
  if (code.text === undefined) return { label: `Loading ${title}`, share: code.share };
  if (file.status === "waiting") return { label: "Loading the figure", share: file.share };
  return { label: "Drawing the figure" };
}

/** Save a picture that a figure made of itself, if it is one. */
function savePicture(address: string, name: string): void {
  if (!address.startsWith("data:image/png;base64,")) return;
  Object.assign(document.createElement("a"), { href: address, download: `${name}.png` }).click();
}

const hints = [{ keys: ["f"], text: "full screen" }];

registerMedia({
  type: "plotly-file",
  noun: "figure",
  icon: "plot",
  Still: FigureStill,
  Viewer: (props) => <FigureViewer {...props} library={PLOTLY} />,
  stays: true,
  hints,
});
registerMedia({
  type: "bokeh-file",
  noun: "figure",
  icon: "plot",
  Still: FigureStill,
  Viewer: (props) => <FigureViewer {...props} library={BOKEH} />,
  stays: true,
  hints,
});
