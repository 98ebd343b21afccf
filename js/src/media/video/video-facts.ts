import type { StillItem } from "../stills";

/** What is known of a video without opening it; null where nobody could tell. */
export interface VideoFacts {
  seconds: number | null;
  fps: number | null;
  frames: number | null;
  width: number | null;
  height: number | null;
  hasSound: boolean | null;
  codec: string | null;
  /** Frames in its still, beside each other, and which one to show at rest. */
  posters: number;
  poster: number;
}

export function factsOf({ facts }: Pick<StillItem, "facts">): VideoFacts {
  const number = (name: string) => (typeof facts[name] === "number" ? (facts[name] as number) : null);
  return {
    seconds: number("seconds"),
    fps: number("fps"),
    // Whole numbers of 64 bits may come as either.
    frames: facts.frames === null || facts.frames === undefined ? null : Number(facts.frames),
    width: facts.width === null || facts.width === undefined ? null : Number(facts.width),
    height: facts.height === null || facts.height === undefined ? null : Number(facts.height),
    hasSound: typeof facts.has_sound === "boolean" ? facts.has_sound : null,
    codec: typeof facts.codec === "string" ? facts.codec : null,
    posters: number("posters") ?? 1,
    poster: number("poster") ?? 0,
  };
}
