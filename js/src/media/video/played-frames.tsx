import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../../thumbnails";
import { fetchTimes } from "./fetch-times";
import { FrameStore } from "./frame-store";
import type { FrameTimes } from "./frame-times";
import { FramesPlayer } from "./frames-player";
import type { PlayedProps } from "./open-video";
import type { Player } from "./player";
import { PlayerFrame } from "./player-frame";
import type { PlaySettings } from "./settings";
import { together } from "./together";

const SIDE_PX = { least: 64, most: 1280 };

export interface PlayedFramesProps extends PlayedProps {
  settings: PlaySettings;
  /** Why the browser does not play the file; null for a gif, which it never holds still. */
  trouble: string | null;
}

interface Made {
  player: Player;
  store: FrameStore;
}

/** A video as frames from Python: no sound, any codec. */
export function PlayedFrames(props: PlayedFramesProps) {
  const { source, width, height, facts, settings, trouble } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [made, setMade] = useState<Made | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const closing = new AbortController();
    const gone = AbortSignal.any([closing.signal, source.view.signal]);
    const ready = (times: FrameTimes) => {
      if (gone.aborted || !canvas.current) return;
      // Frames come as large as the room is, or as the file has them where that is smaller.
      const side = Math.max(width, height) * Math.min(2, devicePixelRatio);
      const size = Math.round(Math.max(SIDE_PX.least, Math.min(side, SIDE_PX.most)));
      const store = new FrameStore(source, times.count, size, gone);
      const own = new FramesPlayer(canvas.current, store, times, settings, gone);
      setMade({ store, player: together(source, own, gone) });
    };
    fetchTimes(source, facts, gone).then(ready, (error) => gone.aborted || setFailure(messageOf(error)));
    return () => closing.abort();
  }, []);
  const broken = failure ?? made?.store.failure.value ?? null;
  return (
    <PlayerFrame
      {...props}
      player={made?.player ?? null}
      failure={broken}
      hasSound={false}
      note={trouble && `${trouble}: Python sends its frames one by one, without sound.`}
    >
      <canvas ref={canvas} class="dv-video-picture" width={1} height={1} />
    </PlayerFrame>
  );
}
