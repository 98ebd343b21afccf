import { Button } from "../../../controls/button";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import "./states.css";

/** While tables are matched for longer than a moment: how far it is, and a way to stop it. */
export function Matching() {
  const state = useCompare();
  const { isSlow, progress, isBusy } = state.channel;
  const arranging = state.arranging.value;
  const isFirst = state.info.value === null && state.isLoading.value;
  // A busy kernel is said in the filter bar; only what was asked for can be stopped.
  if (!isSlow.value || !(arranging || (isFirst && !isBusy.value))) return null;
  const keys =
    state.about.value?.keys.map(({ name }) => name) ?? state.comparison.value.keys.map(([key]) => key);
  const rows = Math.max(0, ...(state.about.value?.sides.map(({ row_count }) => row_count) ?? []));
  const share = progress.value;
  return (
    <div class="dv-matching" role="status">
      <span class="dv-quiet">Matching{keys.length > 0 ? " on" : ""}</span>
      {keys.length > 0 && <span class="dv-code">{keys.join(", ")}</span>}
      {share !== null && (
        <span class="dv-quiet">
          {rows > 0
            ? `${formatCount(Math.round(share * rows))} of ${formatCount(rows)} rows`
            : `${Math.round(100 * share)} %`}
        </span>
      )}
      {arranging && (
        <Button
          look="line"
          small
          icon="stop"
          label="Stop"
          title="Leave the tables as they are"
          onClick={() => arranging.abort()}
        />
      )}
    </div>
  );
}
