import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { usePanel } from "./context";
import { statusWords } from "./words";

/** Whether the panel is up to date, and which store it lists. */
export function Foot({ nowMs }: { nowMs: number }) {
  const state = usePanel();
  const failure = state.failure.value;
  const actionFailure = state.actionFailure.value;
  const store = state.store.value;
  return (
    <>
      {actionFailure !== "" && (
        <div class="dv-failure" role="alert">
          <Icon name="warning" />
          <span>{actionFailure}</span>
          <Button
            icon="close"
            small
            title="Dismiss"
            onClick={() => {
              state.actionFailure.value = "";
            }}
          />
        </div>
      )}
      {failure !== "" && (
        <div class="dv-failure is-warning" role="alert">
          <Icon name="warning" />
          <span>{failure}</span>
          <Button look="link" small label="Try again" onClick={() => void state.refresh()} />
        </div>
      )}
      <footer class="dv-sb-foot">
        <Icon name={failure !== "" ? "warning" : state.readAt.value === 0 ? "clock" : "ticked"} size={12} />
        <span class="dv-sb-status">
          {state.readAt.value === 0
            ? "Reading"
            : failure === ""
              ? statusWords(state.readAt.value, nowMs)
              : "Not up to date"}
        </span>
        {store !== "" && (
          <span class="dv-text dv-sb-store" title={`The store: ${store}, from the server's root`}>
            {store === "." ? "the server's root" : store}
          </span>
        )}
      </footer>
    </>
  );
}
