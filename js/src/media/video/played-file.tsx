import { useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../../thumbnails";
import { fetchMedia } from "../fetch-media";
import { ElementPlayer } from "./element-player";
import { fetchTimes } from "./fetch-times";
import { evenTimes, type FrameTimes } from "./frame-times";
import type { PlayedProps } from "./open-video";
import type { Player } from "./player";
import { PlayerFrame } from "./player-frame";
import type { PlaySettings } from "./settings";
import { companyOf, together } from "./together";

export interface PlayedFileProps extends PlayedProps {
  settings: PlaySettings;
  /** Told why the browser does not play the file. */
  onTrouble(message: string): void;
}

const GUESSED = "Frames are guessed at 25 a second, as Python could not count them";

/** A video that the browser plays. */
export function PlayedFile(props: PlayedFileProps) {
  const { item, source, facts, settings, onTrouble } = props;
  const video = useRef<HTMLVideoElement>(null);
  const [share, setShare] = useState(0);
  const [player, setPlayer] = useState<Player | null>(null);
  const [note, setNote] = useState<string | null>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const closing = new AbortController();
    const gone = AbortSignal.any([closing.signal, source.view.signal]);
    let url = "";
    const fail = (message: string) => gone.aborted || onTrouble(message);
    const open = async () => {
      const [file, times] = await Promise.all([
        fetchMedia(source, { signal: gone, onProgress: (done, size) => setShare(done / size) }),
        fetchTimes(source, facts, gone).catch((error: unknown) => messageOf(error)),
      ]);
      if (gone.aborted) return;
      const named = new Blob([file], { type: item.mime });
      url = URL.createObjectURL(named);
      element.src = url;
      await metadata(element, gone);
      if (gone.aborted) return;
      let found: FrameTimes;
      if (typeof times === "string") {
        found = evenTimes(element.duration, facts.fps);
        setNote(`${GUESSED}: ${times}`);
      } else found = times;
      element.dataset.company = companyOf(source);
      setPlayer(together(source, new ElementPlayer(element, found, settings, gone), gone));
    };
    open().catch((error) => fail(messageOf(error).replace(/[.:]\s*$/, "")));
    element.addEventListener("error", () => fail(refusal(element, item.format)), { signal: gone });
    return () => {
      closing.abort();
      element.removeAttribute("src");
      element.load();
      URL.revokeObjectURL(url);
    };
  }, []);
  return (
    <PlayerFrame
      {...props}
      player={player}
      share={share}
      failure={null}
      hasSound={facts.hasSound ?? true}
      note={note}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: what is logged of a model has no words to write down */}
      <video ref={video} class="dv-video-picture" playsInline preload="auto" />
    </PlayerFrame>
  );
}

/** Wait for the first frame; a file of which only the sound is played is refused as one that is not. */
async function metadata(video: HTMLVideoElement, gone: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    video.addEventListener("loadeddata", () => resolve(), { once: true, signal: gone });
    video.addEventListener("error", () => reject(new Error(refusal(video, "file"))), {
      once: true,
      signal: gone,
    });
    gone.addEventListener("abort", () => resolve());
  });
  if (!gone.aborted && video.videoWidth === 0)
    throw new Error("This browser plays the sound of this file only");
}

function refusal(video: HTMLVideoElement, format: string): string {
  const said = video.error?.message ? ` (${video.error.message.split(":")[0]})` : "";
  return `This browser does not play this ${format}${said}`;
}
