import "./slider.css";

export interface SliderProps {
  /** Name for screen readers. */
  label: string;
  /** 0 to 1. */
  value: number;
  /** What the value means, for screen readers; a percentage unless given. */
  text?: string;
  onInput(value: number): void;
}

/** A share from none to all, in steps of one percent. */
export function Slider({ label, value, text, onInput }: SliderProps) {
  const percent = Math.round(value * 100);
  return (
    <input
      class="dv-slider"
      type="range"
      min={0}
      max={100}
      value={percent}
      aria-label={label}
      aria-valuetext={text ?? `${percent} %`}
      style={{ "--dv-at": `${percent}%` }}
      onInput={(event) => onInput(event.currentTarget.valueAsNumber / 100)}
      onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
    />
  );
}
