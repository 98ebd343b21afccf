import { formatShare } from "../format";

export interface Share {
  label: string;
  /** 0 to 1. */
  share: number;
  color: string;
  isDim: boolean;
}

/** Shares of a whole side by side, in the order given. */
export function ShareBar({ shares, label }: { shares: Share[]; label: string }) {
  return (
    <div class="dv-share-bar" role="img" aria-label={label}>
      {shares.map(({ label: name, share, color, isDim }) =>
        share > 0.002 ? (
          <i
            key={name}
            class={isDim ? "dv-dim" : undefined}
            style={{ flex: `${share} 0 0`, background: color }}
            title={`${name} ${formatShare(share)}`}
          />
        ) : null,
      )}
    </div>
  );
}
