import { useComputed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../controls/icon";
import { Chunked, ChunkFailure, ChunkProgress } from "../views/chunked";
import { nameOf } from "./any-file";
import { cellShare, cellSound, isSame, toggleCellSound } from "./cell-player";
import { registerMedia, type StillProps, type ViewerProps } from "./kinds";
import { formatSeconds, outlinePath } from "./sound-outline";
import "./media-icons";
import "./sound-still.css";

/** Room that the button and the length need beside the outline, in CSS pixels. */
const BUTTON_PX = { width: 112, height: 36 };
const TIME_PX = 200;
/** Less height than this, and the length would lie under the button that opens the cell, which comes with the pointer. */
const CLEAR_PX = 76;
/** Height of an outline where there is room for it. */
const LEAST_TALL_PX = 56;

/** The outline of a sound, with a button that plays it where it stands for itself. */
function SoundStill({ item, source, width, height }: StillProps) {
  const root = useRef<HTMLSpanElement>(null);
  // Within a button, such as a frame of the film strip, there is no other.
  const [place, setPlace] = useState<"button" | "grid" | "page">("button");
  useLayoutEffect(() => {
    const around = root.current?.closest("button, [role=grid]");
    setPlace(around ? (around.matches("button") ? "button" : "grid") : "page");
  }, []);
  const hasButton = place !== "button" && width >= BUTTON_PX.width && height >= BUTTON_PX.height;
  const now = cellSound.value;
  const mine = now && isSame(now.source, source) ? now : null;
  const seconds = typeof item.facts.seconds === "number" ? item.facts.seconds : null;
  const hasTime = seconds !== null && width >= TIME_PX;
  const room = width - (hasButton ? 36 : 0) - (hasTime ? 52 : 0);
  return (
    <span ref={root} class="dv-sound" style={{ width: `${width}px`, height: `${height}px` }}>
      {hasButton && <PlayButton item={item} source={source} isInGrid={place === "grid"} />}
      {item.still instanceof Int8Array ? (
        <Outline
          pairs={item.still}
          width={room}
          height={Math.min(height, Math.max(LEAST_TALL_PX, Math.round(0.6 * height)))}
          isPlaying={mine !== null}
        />
      ) : (
        <span class="dv-sound-plain" title={nameOf(item)}>
          <Icon name="sound" size={18} />
        </span>
      )}
      {hasTime && (
        <span class="dv-sound-time" style={{ marginTop: `${height < CLEAR_PX ? 26 : 0}px` }}>
          {mine && mine.status !== "failed" ? <Elapsed seconds={seconds} /> : formatSeconds(seconds)}
        </span>
      )}
    </span>
  );
}

interface PlayButtonProps extends Pick<StillProps, "item" | "source"> {
  /** A grid has the focus itself, and a key that plays. */
  isInGrid: boolean;
}

function PlayButton({ item, source, isInGrid }: PlayButtonProps) {
  const now = cellSound.value;
  const mine = now && isSame(now.source, source) ? now : null;
  const isOn = mine?.status === "playing" || mine?.status === "loading";
  const failed = mine?.status === "failed" ? mine.message : undefined;
  // The cell around it opens the sound on a click.
  const only = (event: Event) => event.stopPropagation();
  return (
    <button
      type="button"
      class="dv-sound-play"
      tabIndex={isInGrid ? -1 : 0}
      data-status={mine?.status}
      aria-label={`${isOn ? "Stop" : "Play"} ${nameOf(item)}${failed ? `: ${failed}` : ""}`}
      title={failed ?? `${isOn ? "Stop" : "Play"}${isInGrid ? " (s)" : ""}`}
      onPointerDown={only}
      onMouseDown={only}
      onDblClick={only}
      onClick={(event) => {
        only(event);
        toggleCellSound(source);
      }}
    >
      <Icon name={failed ? "warning" : isOn ? "pause" : "play"} size={14} />
    </button>
  );
}

function Elapsed({ seconds }: { seconds: number }) {
  return <>{formatSeconds(cellShare.value * seconds)}</>;
}

interface OutlineProps {
  pairs: Int8Array;
  width: number;
  height: number;
  isPlaying: boolean;
}

function Outline({ pairs, width, height, isPlaying }: OutlineProps) {
  const path = useMemo(() => outlinePath(pairs, width, height), [pairs, width, height]);
  const hidden = useComputed(() => `inset(0 ${100 - 100 * cellShare.value}% 0 0)`);
  return (
    <svg
      class="dv-sound-outline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path d={path} />
      {isPlaying && <path class="dv-sound-played" d={path} style={{ clipPath: hidden.value }} />}
    </svg>
  );
}

function SoundViewer(props: ViewerProps) {
  return (
    <Chunked
      name="sound"
      waiting={(failure, retry) => (
        <div class="dv-sound-waiting" style={{ height: `${props.height}px` }}>
          {failure === null ? (
            <ChunkProgress label="Loading the player" />
          ) : (
            <ChunkFailure message="The sound cannot be opened." failure={failure} onRetry={retry} />
          )}
        </div>
      )}
    >
      {({ SoundPlayer }) => <SoundPlayer {...props} />}
    </Chunked>
  );
}

registerMedia({
  type: "audio-file",
  noun: "sound",
  icon: "sound",
  Still: SoundStill,
  Viewer: SoundViewer,
  hints: [
    { keys: ["space"], text: "play" },
    { keys: ["shift", "←", "→"], text: "seek" },
    { keys: ["+", "−", "0"], text: "zoom" },
    { keys: ["i", "o", "x"], text: "region from, to, none" },
    { keys: ["l"], text: "loop" },
    { keys: ["<", ">"], text: "speed" },
    { keys: ["m"], text: "mute" },
  ],
});
