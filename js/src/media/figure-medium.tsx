import { useEffect, useMemo, useState } from "preact/hooks";
import { onThemeChange } from "../charts/css-colors";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { messageOf } from "../thumbnails";
import { nameOf } from "./any-file";
import { figureLook } from "./figure-look";
import { bokehProgram, type FigureMessage, figurePage, plotlyProgram } from "./figure-programs";
import type { Said } from "./frame-guard";
import { registerMedia, type StillProps, type ViewerProps } from "./kinds";
import { type LibraryName, pageLibrary } from "./page-library";
import { BAR_PX, PageFailure, PageFrame, PageWaiting, useFullScreen } from "./page-parts";
import { SandboxedFrame } from "./sandboxed-frame";
import { useText } from "./use-text";
import "./figure-medium.css";

interface Library {
  name: LibraryName;
  /** As its makers write it. */
  title: string;
  program: (token: string) => void;
  style: string;
  /** Height of a figure in a frame that is so high; as high as what is drawn unless given. */
  height?: (figure: string, room: number) => number;
}

const PLOTLY: Library = {
  name: "plotly",
  title: "Plotly",
  program: plotlyProgram,
  style: "#figure{height:100vh}",
  height: (figure, room) => {
    const own = (JSON.parse(figure) as { layout?: { height?: unknown } }).layout?.height;
    return typeof own === "number" && own > 0 ? Math.min(4_000, Math.ceil(own) + 2) : room;
  },
};
const BOKEH: Library = {
  name: "bokeh",
  title: "Bokeh",
  program: bokehProgram,
  style: "body{background:#fff;padding:8px}#figure>div+div{margin-top:8px}",
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

/** The figure as its library draws it, in a frame that reaches nothing. */
function FigureViewer({ item, source, height, keys, library }: ViewerProps & { library: Library }) {
  const { view } = source;
  const full = useFullScreen(keys);
  const [attempt, setAttempt] = useState(0);
  const file = useText(source, item, attempt);
  const [code, setCode] = useState<{ text?: string; share: number; failure?: string }>({ share: 0 });
  const [message, setMessage] = useState<FigureMessage | null>(null);
  const [state, setState] = useState<{ drawn: boolean; failure?: string }>({ drawn: false });
  useEffect(() => {
    let isGone = false;
    setCode({ share: 0 });
    const onProgress = (done: number, size: number) => isGone || setCode({ share: done / Math.max(1, size) });
    pageLibrary(view, library.name, onProgress).then(
      (text) => isGone || setCode({ text, share: 1 }),
      (error) => isGone || setCode({ share: 0, failure: messageOf(error) }),
    );
    return () => {
      isGone = true;
    };
  }, [view, library, attempt]);
  const figure = file.status === "ready" ? file.text : null;
  const { text } = code;
  useEffect(() => {
    const el = full.place.current;
    if (!el || figure === null || text === undefined) return;
    setMessage({ library: text, figure, look: figureLook(el) });
    return onThemeChange(el, () => setMessage({ look: figureLook(el) }));
  }, [full.place, figure, text]);
  const page = useMemo(
    () => (token: string) => figurePage(library.program, token, library.style),
    [library, figure],
  );
  const failure = file.status === "failed" ? file.message : (code.failure ?? state.failure);
  const retry = () => {
    setState({ drawn: false });
    setMessage(null);
    setAttempt(attempt + 1);
  };
  const hear = ({ dsviz, value }: Said) => {
    if (dsviz === "drawn") setState({ drawn: true });
    else if (dsviz === "failed") {
      setState({
        drawn: true,
        failure: `${library.title} cannot draw this figure: ${String(value).slice(0, 300)}.`,
      });
    } else if (dsviz === "picture") savePicture(String(value), nameOf(item));
  };
  const room = full.isFull ? full.height - BAR_PX - 8 : height;
  return (
    <PageFrame full={full} controls={saidOf(item.facts)}>
      {failure ? (
        <PageFailure message={failure} onRetry={retry} />
      ) : figure === null || text === undefined || message === null ? (
        <PageWaiting
          height={room}
          share={text === undefined ? code.share : file.status === "waiting" ? file.share : 1}
          label={text === undefined ? `Loading ${library.title}` : "Loading the figure"}
        />
      ) : (
        <div class="dv-figure" aria-busy={state.drawn ? undefined : "true"}>
          <SandboxedFrame
            page={page}
            title={nameOf(item)}
            theme=""
            height={library.height ? library.height(figure, room) : "content"}
            least={160}
            message={message}
            onSaid={hear}
          />
        </div>
      )}
    </PageFrame>
  );
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
  hints,
});
registerMedia({
  type: "bokeh-file",
  noun: "figure",
  icon: "plot",
  Still: FigureStill,
  Viewer: (props) => <FigureViewer {...props} library={BOKEH} />,
  hints,
});
