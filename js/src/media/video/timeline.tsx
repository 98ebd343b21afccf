import { useEffect, useRef, useState } from "preact/hooks";
import { formatCount } from "../../format";
import { askView } from "../fetch-media";
import type { MediaSource } from "../kinds";
import { clockText } from "./frame-times";
import { type Player, step } from "./player";
import type { VideoFacts } from "./video-facts";

/** Height of the thumbnails, in CSS pixels. */
export const FRAME_PX = 44;
const THUMBNAILS = { least: 4, most: 40 };

export interface TimelineProps {
  player: Player | null;
  source: MediaSource;
  facts: VideoFacts;
  width: number;
  /** What else keys mean; true where one meant something. */
  onKey(event: KeyboardEvent): boolean;
}

/** All of a video from left to right, a frame as wide as any other; a press or a drag shows the one below. */
export function Timeline({ player, source, facts, width, onKey }: TimelineProps) {
  const strip = useStrip(source, facts, width);
  const track = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const count = player?.times.count ?? 1;
  const frame = player?.frame.value ?? 0;
  const frameAt = (event: PointerEvent) => {
    const { left, width: whole } = (track.current as HTMLElement).getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / whole) * count)));
  };
  const tip = pointed ?? null;
  return (
    <div
      ref={track}
      class="dv-video-timeline"
      role="slider"
      tabIndex={player ? 0 : -1}
      aria-label="Frame"
      aria-disabled={player === null}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={frame + 1}
      aria-valuetext={player ? placeText(player, frame) : "loading"}
      onPointerDown={(event) => {
        if (!player || event.button !== 0) return;
        // The keys stay with the whole viewer.
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        player.show(frameAt(event));
      }}
      onPointerMove={(event) => {
        if (!player) return;
        const at = frameAt(event);
        setPointed(at);
        if (event.currentTarget.hasPointerCapture(event.pointerId)) player.show(at);
      }}
      onPointerLeave={() => setPointed(null)}
      onKeyDown={(event) => {
        if (!player || event.key === "Escape") return;
        const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
        const page = { PageDown: -0.1, PageUp: 0.1 }[event.key];
        if (by !== undefined && !event.shiftKey) step(player, by);
        else if (page !== undefined) step(player, Math.round(page * count));
        else if (!onKey(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {strip && <img class="dv-video-strip" src={strip} alt="" draggable={false} />}
      <span class="dv-video-head" style={{ left: `${((frame + 0.5) / count) * 100}%` }} />
      {player && tip !== null && (
        <span class="dv-video-tip" style={tipPlace((tip + 0.5) / count)}>
          {placeText(player, tip)}
        </span>
      )}
    </div>
  );
}

function placeText({ times }: Player, frame: number): string {
  return `frame ${formatCount(frame + 1)}, ${clockText(times.startOf(frame))} s`;
}

/** The tip stays inside of the timeline. */
function tipPlace(share: number): Record<string, string> {
  return { left: `${share * 100}%`, transform: `translateX(${-share * 100}%)` };
}

/** Thumbnails for a width beside each other, as the address of one picture; null while there is none. */
function useStrip(
  source: MediaSource,
  { width: across, height: down }: VideoFacts,
  width: number,
): string | null {
  const [url, setUrl] = useState<string | null>(null);
  const one = FRAME_PX * (across && down ? across / down : 16 / 9);
  const count = Math.max(THUMBNAILS.least, Math.min(THUMBNAILS.most, Math.round(width / one)));
  useEffect(() => {
    const closing = new AbortController();
    const gone = AbortSignal.any([closing.signal, source.view.signal]);
    let made = "";
    const size = Math.round(Math.max(one, FRAME_PX) * Math.min(2, devicePixelRatio));
    askView(source, "strip", { count, size_px: size }, gone).then(
      ({ result, buffers }) => {
        if (gone.aborted) return;
        made = URL.createObjectURL(new Blob(buffers as BlobPart[], { type: String(result.mime) }));
        setUrl(made);
      },
      // A timeline without pictures is one all the same.
      () => {},
    );
    return () => {
      closing.abort();
      URL.revokeObjectURL(made);
    };
  }, [count]);
  return url;
}
