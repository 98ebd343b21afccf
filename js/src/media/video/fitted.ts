import type { VideoFacts } from "./video-facts";

/** Times that a small picture is enlarged at most. */
const LARGEST = 4;

/** A picture's size where it fills a room without being cut. */
export function fitted(
  { width, height }: Pick<VideoFacts, "width" | "height">,
  roomWidth: number,
  roomHeight: number,
): { width: number; height: number } {
  if (!width || !height) return { width: roomWidth, height: roomHeight };
  const scale = Math.min(roomWidth / width, roomHeight / height, LARGEST);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
