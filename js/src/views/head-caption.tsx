/** Roughly a letter of a caption. */
export const SMALL_LETTER_PX = 6;

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
