import { askView } from "../fetch-media";
import type { MediaSource } from "../kinds";
import { FrameTimes } from "./frame-times";
import type { VideoFacts } from "./video-facts";

/** Ask when each frame of a video is shown. */
export async function fetchTimes(
  source: MediaSource,
  { seconds }: Pick<VideoFacts, "seconds">,
  gone: AbortSignal,
): Promise<FrameTimes> {
  const { buffers } = await askView(source, "times", {}, gone);
  const bytes = buffers[0] ?? new Uint8Array(0);
  // A message's buffer may begin anywhere, and floats must not.
  const times = new Float64Array(bytes.slice().buffer);
  if (times.length === 0) throw new Error("The video has no frame.");
  const last = times[times.length - 1] as number;
  return new FrameTimes(times, Math.max(seconds ?? last, last));
}
