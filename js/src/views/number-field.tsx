import { useState } from "preact/hooks";

export interface NumberFieldProps {
  label: string;
  /** As it is written while nobody types. */
  text: string;
  step: number;
  min?: number;
  max?: number;
  onChange(value: number): void;
}

/** A number to type. What is typed stays while the view around it is drawn anew, and counts on Enter or when left. */
export function NumberField({ label, text, step, min, max, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    const value = Number.parseFloat((typed ?? "").replace(",", "."));
    setTyped(null);
    const isIn = value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
    if (isIn) onChange(value);
  };
  return (
    <input
      class="dv-field"
      type="number"
      step={step}
      min={min}
      max={max}
      value={typed ?? text}
      aria-label={label}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={take}
      onBlur={take}
      onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
    />
  );
}
