import type { ComponentChildren } from "preact";
import { Button } from "../controls/button";
import { formatCount } from "../format";
import "./viewer-parts.css";

export interface RowBarProps {
  column: string;
  /** What is open, in words: "row 3"; once it is known. */
  words: string | undefined;
  /** What closing leads to. */
  back?: string;
  /** Place of the open row among those of the filtered, sorted table, and how many they are. */
  position: number;
  count: number;
  onClose(): void;
  onStep(by: number): void;
  /** What the viewer has besides, at the right. */
  children?: ComponentChildren;
}

/** Back, which row, and the ones beside it. */
export function RowBar({
  column,
  words,
  back = "Table",
  position,
  count,
  onClose,
  onStep,
  children,
}: RowBarProps) {
  return (
    <header class="dv-viewer-bar">
      <Button
        icon="left"
        title={`Back to the ${back.toLowerCase()} (Esc)`}
        aria-label={`Back to the ${back.toLowerCase()}`}
        onClick={onClose}
      >
        <span class="dv-viewer-word">{back}</span>
      </Button>
      <i class="dv-viewer-rule" />
      <span class="dv-viewer-title">
        <b>{column}</b>
        {words !== undefined && <span>{words}</span>}
      </span>
      <Button icon="left" title="Previous row (←)" disabled={position === 0} onClick={() => onStep(-1)} />
      <span class="dv-viewer-count" title="Rows of the filtered, sorted table" aria-live="polite">
        {formatCount(position + 1)} of {formatCount(count)}
      </span>
      <Button icon="right" title="Next row (→)" disabled={position >= count - 1} onClick={() => onStep(1)} />
      <span class="dv-viewer-grow" />
      {children}
    </header>
  );
}
