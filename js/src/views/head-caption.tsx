import { textWidth } from "../text-width";

/** Whether texts of a caption fit beside each other; captions are 11 px high, cells 13. */
export function hasRoomFor(texts: readonly string[], width: number): boolean {
  return (textWidth(texts.join("")) * 11) / 13 + 8 <= width;
}

interface CaptionProps {
  left: string;
  right?: string;
  title?: string;
  /** The range that the hand chose, in place of the ends of the axis. */
  isBrushed?: boolean;
}

/** The small line under a head's figures. */
export function Caption({ left, right = "", title, isBrushed }: CaptionProps) {
  return (
    <div class={isBrushed ? "dv-caption is-brushed" : "dv-caption"} title={title}>
      <span>{left}</span>
      <span>{right}</span>
    </div>
  );
}
