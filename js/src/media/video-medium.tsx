import { useState } from "preact/hooks";
import { Chunked, ChunkFailure, ChunkProgress } from "../views/chunked";
import { nameOf, PlainStill } from "./any-file";
import { registerMedia, type StillProps, type ViewerProps } from "./kinds";
import { lengthText } from "./video/frame-times";
import { factsOf } from "./video/video-facts";
import "./video-medium.css";

/** Room that the length needs over a poster, in CSS pixels. */
const LENGTH_PX = { width: 72, height: 32 };

/** A poster with its length; under the pointer, the frame of the strip that stands there. */
function VideoStill(props: StillProps) {
  const { item, width, height, isLarge } = props;
  const { still } = item;
  const [at, setAt] = useState<number | null>(null);
  if (!(still instanceof HTMLImageElement)) return <PlainStill {...props} />;
  const { seconds, posters, poster } = factsOf(item);
  const one = still.naturalWidth / posters;
  const scale = Math.min(width / one, height / still.naturalHeight);
  const across = Math.max(1, Math.round(one * scale));
  const down = Math.max(1, Math.round(still.naturalHeight * scale));
  const hasLength = seconds !== null && across >= LENGTH_PX.width && down >= LENGTH_PX.height && !isLarge;
  return (
    <span
      class="dv-video-still"
      style={{ width: `${across}px`, height: `${down}px` }}
      data-poster={at ?? poster}
      onPointerMove={(event) => {
        if (event.pointerType === "touch") return;
        const { left, width: whole } = event.currentTarget.getBoundingClientRect();
        const share = (event.clientX - left) / whole;
        setAt(Math.max(0, Math.min(posters - 1, Math.floor(share * posters))));
      }}
      onPointerLeave={() => setAt(null)}
    >
      <img
        src={still.src}
        alt={seconds === null ? nameOf(item) : `${nameOf(item)}, ${lengthText(seconds)}`}
        draggable={false}
        style={{
          width: `${across * posters}px`,
          height: `${down}px`,
          transform: `translateX(${-(at ?? poster) * across}px)`,
        }}
      />
      {hasLength && (
        <span class="dv-video-length" aria-hidden="true">
          {lengthText(seconds)}
        </span>
      )}
      {at !== null && (
        <span
          class="dv-video-place"
          style={{ left: `${(at / posters) * 100}%`, width: `${100 / posters}%` }}
        />
      )}
    </span>
  );
}

function VideoViewer(props: ViewerProps) {
  return (
    <Chunked
      name="video"
      waiting={(failure, retry) => (
        <div class="dv-video-wait" style={{ height: `${props.height}px` }}>
          {failure === null ? (
            <ChunkProgress label="Loading the player" />
          ) : (
            <ChunkFailure message="The video cannot be opened." failure={failure} onRetry={retry} />
          )}
        </div>
      )}
    >
      {({ OpenVideo }) => <OpenVideo {...props} />}
    </Chunked>
  );
}

registerMedia({
  type: "video-file",
  noun: "video",
  icon: "video",
  Still: VideoStill,
  Viewer: VideoViewer,
  hints: [
    { keys: ["space"], text: "play" },
    { keys: [",", "."], text: "frame" },
    { keys: ["<", ">"], text: "speed" },
    { keys: ["l"], text: "loop" },
    { keys: ["m"], text: "mute" },
    { keys: ["f"], text: "full screen" },
  ],
});
