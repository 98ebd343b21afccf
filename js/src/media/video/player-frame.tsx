import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../controls/icon";
import type { ViewerProps } from "../kinds";
import { fitted } from "./fitted";
import type { Player } from "./player";
import { toggle } from "./player";
import { PlayerBar } from "./player-bar";
import type { PlaySettings } from "./settings";
import { FRAME_PX, Timeline } from "./timeline";
import type { VideoFacts } from "./video-facts";
import { onVideoKey } from "./video-keys";

/** Height of what stands below the picture, in CSS pixels. */
const BELOW_PX = FRAME_PX + 8 + 36 + 4;

export interface PlayerFrameProps extends ViewerProps {
  facts: VideoFacts;
  settings: PlaySettings;
  /** Null until the video can be played. */
  player: Player | null;
  /** How much of the file is here. */
  share?: number;
  /** Why nothing can be shown. */
  failure: string | null;
  /** What to know of how it is shown. */
  note: string | null;
  hasSound: boolean;
  /** What draws the frames. */
  children: ComponentChildren;
}

/** The picture of a video, its timeline and its controls. */
export function PlayerFrame(props: PlayerFrameProps) {
  const { item, source, width, height, keys, facts, settings, player, failure, note, children } = props;
  const root = useRef<HTMLDivElement>(null);
  const [isFull, setFull] = useState(false);
  useLayoutEffect(() => {
    const el = root.current;
    if (!el) return;
    const changed = () => setFull((el.getRootNode() as Document | ShadowRoot).fullscreenElement === el);
    el.ownerDocument.addEventListener("fullscreenchange", changed);
    return () => el.ownerDocument.removeEventListener("fullscreenchange", changed);
  }, []);
  const canFill = document.fullscreenEnabled;
  const fill = () => {
    if (!canFill) return;
    if (isFull) document.exitFullscreen();
    // A page may refuse, and the button then does nothing.
    else root.current?.requestFullscreen().catch(() => {});
  };
  const press = (event: KeyboardEvent) => player !== null && onVideoKey(event, player, settings, fill);
  useLayoutEffect(() => {
    keys.current = press;
  });
  const { width: across, height: down } = fitted(facts, width, height - BELOW_PX);
  const size = isFull ? {} : { height: `${down}px` };
  const picture = isFull ? {} : { width: `${across}px`, height: `${down}px` };
  return (
    <div ref={root} class={`dv-video ${isFull ? "is-full" : ""}`}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button below does the same for keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: space plays and pauses wherever the focus is */}
      <div class="dv-video-stage" style={size} onClick={() => player && toggle(player)}>
        <div class="dv-video-screen" style={picture} data-ready={player !== null && failure === null}>
          {children}
          {(player === null || failure !== null) && <Poster item={item} facts={facts} />}
        </div>
        {failure !== null && (
          <p class="dv-video-failure" role="alert">
            <Icon name="warning" size={14} />
            {failure}
          </p>
        )}
        {player === null && failure === null && <Coming share={props.share ?? 0} />}
        {player !== null && failure === null && <Late player={player} />}
      </div>
      <Timeline player={player} source={source} facts={facts} width={width} onKey={press} />
      <PlayerBar
        player={player}
        facts={facts}
        settings={settings}
        hasSound={props.hasSound}
        isNarrow={width < 520}
        isFull={isFull}
        onFill={canFill ? fill : undefined}
      />
      {note !== null && (
        <p class="dv-video-note">
          <Icon name="info" size={14} />
          {note}
        </p>
      )}
    </div>
  );
}

function Poster({ item, facts }: Pick<PlayerFrameProps, "item" | "facts">) {
  if (!(item.still instanceof HTMLImageElement)) return null;
  return (
    <span class="dv-video-poster">
      <img
        src={item.still.src}
        alt=""
        style={{
          width: `${100 * facts.posters}%`,
          transform: `translateX(${(-100 * facts.poster) / facts.posters}%)`,
        }}
      />
    </span>
  );
}

function Coming({ share }: { share: number }) {
  return (
    <div
      class="dv-viewer-progress"
      role="progressbar"
      aria-label="Loading the video"
      aria-valuenow={share * 100}
    >
      {share > 0 && <span class="dv-video-share" style={{ width: `${share * 100}%` }} />}
    </div>
  );
}

/** A bar while the frame that is due is on its way. */
function Late({ player }: { player: Player }) {
  return player.isWaiting.value ? (
    <div class="dv-viewer-progress" role="progressbar" aria-label="Loading frames" />
  ) : null;
}
