import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { workInWords } from "./query-words";
import { useTable } from "./table-state";

/** How many rows match; while Python looks for them, how far it is, and a way to stop it. */
export function RowCount() {
  const state = useTable();
  const { isBusy, isSlow, progress } = state.channel;
  const waiting = state.waiting.value;
  const total = state.info.value?.row_count;
  if (isBusy.value) {
    return (
      <div class="dv-status" role="status">
        <Icon name="clock" />
        <span class="dv-text">
          <b>Kernel busy.</b>{" "}
          <span class="dv-quiet dv-optional">
            {waiting
              ? "One change waits."
              : total === undefined
                ? "Rows come when it is free."
                : "Rows already here stay in reach."}
          </span>
        </span>
      </div>
    );
  }
  if (total === undefined) return null;
  const share = progress.value;
  const percent = share === null ? "" : ` ${Math.round(100 * share)} %`;
  if (waiting && isSlow.value) {
    return (
      <div class="dv-status" role="status">
        <span class="dv-quiet dv-text">
          {workInWords(waiting, state.query.value)}
          {percent}
        </span>
        <Button
          look="line"
          small
          icon="stop"
          label="Stop"
          title="Go back to what is shown"
          onClick={() => state.drop()}
        />
      </div>
    );
  }
  if (share !== null || state.isCounting.value) {
    return (
      <div class="dv-count" role="status">
        <span>
          <b>{`${Math.round(100 * (share ?? 0))} %`}</b>
          <span class="dv-quiet">{` of ${formatCount(total)} rows looked at`}</span>
        </span>
        <Meter share={share ?? 0} />
      </div>
    );
  }
  const matched = state.rows.matched.value;
  const isAll = matched === total;
  return (
    <div class="dv-count" role="status">
      <span>
        <b>{formatCount(matched)}</b>
        <span class="dv-quiet">{`${isAll ? "" : ` of ${formatCount(total)}`} ${state.noun}${total === 1 ? "" : "s"}`}</span>
      </span>
      {!isAll && <Meter share={total ? matched / total : 0} />}
    </div>
  );
}

function Meter({ share }: { share: number }) {
  return (
    <span class="dv-meter">
      <i style={{ width: `${100 * share}%` }} />
    </span>
  );
}
