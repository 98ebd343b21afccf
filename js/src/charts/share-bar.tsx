import { formatShare } from "../format";
import "./share-bar.css";

export interface Share {
  label: string;
  /** 0 to 1. */
  share: number;
  color: string;
  isDim: boolean;
}

interface ShareBarProps<S extends Share> {
  shares: S[];
  label: string;
  /** What a click does, said after the name of a share. */
  hint?: string;
  onPick?(share: S): void;
}

/** Shares of a whole side by side, in the order given; with `onPick` each can be clicked. */
export function ShareBar<S extends Share>({ shares, label, hint, onPick }: ShareBarProps<S>) {
  return (
    <div class="dv-share-bar" role="img" aria-label={label}>
      {shares.map((item) =>
        item.share > 0.002 ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: the column's menu does the same from the keyboard
          // biome-ignore lint/a11y/useKeyWithClickEvents: the column's menu does the same from the keyboard
          <i
            key={item.label}
            class={item.isDim ? "dv-dim" : undefined}
            style={{ flex: `${item.share} 0 0`, background: item.color }}
            title={`${item.label} ${formatShare(item.share)}${hint ? `; ${hint}` : ""}`}
            onClick={() => onPick?.(item)}
          />
        ) : null,
      )}
    </div>
  );
}
