import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { formatCount } from "../format";
import { nameOf } from "./any-file";
import { type MediaKind, registerMedia, type StillProps, type ViewerProps } from "./kinds";
import { takeLive, useLive } from "./live-frames";
import { BAR_PX, PageFailure, PageFrame, PageWaiting, useFullScreen } from "./page-parts";
import { SandboxedFrame } from "./sandboxed-frame";
import { useThemeAround } from "./shown-theme";
import { useText } from "./use-text";
import "./html-medium.css";

/** Room from which on a cell can hold the page itself, in CSS pixels. */
const PAGE_PX = { width: 200, height: 140 };
const LEAST_PX = 120;

/** What the page says, in words: no cell runs a page unasked. */
function HtmlStill(props: StillProps) {
  const { item, width, height, source } = props;
  const id = `${source.column} ${source.row} ${source.index}`;
  const isLive = useLive(source.view, id);
  const { title, text } = item.facts as { title?: string | null; text?: string | null };
  const hasRoom = width >= PAGE_PX.width && height >= PAGE_PX.height;
  if (isLive && hasRoom) return <LivePage {...props} />;
  return (
    <span
      class="dv-still-text dv-html-still"
      style={{ width: `${width}px`, height: `${height}px` }}
      title={item.caption ?? undefined}
    >
      {title && <b>{title}</b>}
      {text ? <span>{text}</span> : !title && <span class="dv-quiet">{nameOf(item)}</span>}
      {hasRoom && (
        <Button
          class="dv-html-show"
          small
          look="line"
          icon="eye"
          label="Show page"
          onClick={(event) => {
            event.stopPropagation();
            takeLive(source.view, id);
          }}
        />
      )}
    </span>
  );
}

/** The page in its cell, until others were asked for since. */
function LivePage({ item, source, width, height }: StillProps) {
  const place = useRef<HTMLSpanElement>(null);
  const theme = useThemeAround(place);
  const state = useText(source, item);
  return (
    <span ref={place} class="dv-html-live" style={{ width: `${width}px`, height: `${height}px` }}>
      {state.status === "failed" ? (
        <span class="dv-quiet">{state.message}</span>
      ) : state.status === "waiting" || theme === "" ? (
        <span class="dv-skeleton" />
      ) : (
        <SandboxedFrame page={state.text} title={nameOf(item)} theme={theme} height={height} isBare />
      )}
    </span>
  );
}

function HtmlViewer({ item, source, height, keys }: ViewerProps) {
  const full = useFullScreen(keys);
  const theme = useThemeAround(full.place);
  const [attempt, setAttempt] = useState(0);
  const state = useText(source, item, attempt);
  const { title, words } = item.facts as { title?: string | null; words?: number | null };
  const said = (
    <>
      {title && <b>{title}</b>} {typeof words === "number" && `${formatCount(words)} words`}
    </>
  );
  return (
    <PageFrame full={full} controls={said}>
      {state.status === "failed" ? (
        <PageFailure message={state.message} onRetry={() => setAttempt(attempt + 1)} />
      ) : state.status === "waiting" || theme === "" ? (
        <PageWaiting
          height={LEAST_PX}
          share={state.status === "waiting" ? state.share : 1}
          label="Loading the page"
        />
      ) : (
        <SandboxedFrame
          page={state.text}
          title={nameOf(item)}
          theme={theme}
          height={full.isFull ? full.height - BAR_PX - 8 : "content"}
          least={Math.min(LEAST_PX, height)}
        />
      )}
    </PageFrame>
  );
}

const html: MediaKind = {
  type: "html-file",
  noun: "page",
  icon: "html",
  Still: HtmlStill,
  Viewer: HtmlViewer,
  hints: [{ keys: ["f"], text: "full screen" }],
};

registerMedia(html);
