import { Icon } from "../../controls/icon";

interface RemovableProps {
  text: string;
  look: string;
  /** Null where it stays. */
  onRemove: (() => void) | null;
}

/** An alias or a tag, and the way to take it off. */
export function Removable({ text, look, onRemove }: RemovableProps) {
  return (
    <span class={`dv-tag ${look} ${onRemove ? "has-button" : ""}`}>
      <span class="dv-text" title={text}>
        {text}
      </span>
      {onRemove && (
        <button type="button" aria-label={`Take off ${text}`} title={`Take off ${text}`} onClick={onRemove}>
          <Icon name="close" size={12} />
        </button>
      )}
    </span>
  );
}
