/** How browsers are asked whether they play a codec, by FFmpeg's name of it. */
const CODECS: Record<string, string> = {
  h264: "avc1.640028",
  hevc: "hvc1.1.6.L93.B0",
  av1: "av01.0.05M.08",
  vp8: "vp8",
  vp9: "vp09.00.10.08",
  theora: "theora",
  mpeg4: "mp4v.20.8",
};
/** As people call them. */
const NAMES: Record<string, string> = {
  h264: "H.264",
  hevc: "HEVC (H.265)",
  av1: "AV1",
  vp8: "VP8",
  vp9: "VP9",
  theora: "Theora",
  mpeg4: "MPEG-4 part 2",
  gif: "GIF",
};

export function codecName(codec: string): string {
  return NAMES[codec] ?? codec;
}

/** Whether a browser says that it may play a file. One of an unknown codec is tried. */
export function mayPlay(
  canPlayType: (type: string) => string,
  { format, codec }: { format: string; codec: string | null },
): boolean {
  if (format === "gif") return false;
  if (codec === null) return canPlayType(`video/${format}`) !== "";
  const named = CODECS[codec];
  return named !== undefined && canPlayType(`video/${format}; codecs="${named}"`) !== "";
}
