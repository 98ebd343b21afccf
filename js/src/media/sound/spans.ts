/** A stretch of time, in seconds. */
export interface Span {
  from: number;
  to: number;
}

/** Shorter than this a region is a slip of the hand. */
export const SHORTEST_S = 0.005;
/** Shift and an arrow move by this part of what is in sight. */
const SEEK_PART = 0.05;

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** What happens at a time while a sound plays: it goes on, jumps back to the start of a loop, or stops at its end. */
export function playedTo(
  time: number,
  region: Span | null,
  isLooping: boolean,
): { jump: number } | "stop" | null {
  if (!region || time < region.to) return null;
  return isLooping ? { jump: region.from } : "stop";
}

/** Where playing begins: in the region, unless the playhead is in it; from the start when it stands at the end. */
export function playFrom(time: number, region: Span | null, duration: number): number {
  const span = region ?? { from: 0, to: duration };
  return time < span.from || time >= span.to - 0.01 ? span.from : time;
}

/** The region after its start or its end was set to a time; the other side gives way. */
export function withEdge(region: Span | null, side: "from" | "to", time: number, duration: number): Span {
  const from = side === "from" ? time : (region?.from ?? 0);
  const to = side === "to" ? time : (region?.to ?? duration);
  if (to - from >= SHORTEST_S) return { from, to };
  return side === "from"
    ? { from: Math.min(from, duration - SHORTEST_S), to: duration }
    : { from: 0, to: Math.max(to, SHORTEST_S) };
}

export function seekStep({ from, to }: Span): number {
  return (to - from) * SEEK_PART;
}
