import { Button } from "../controls/button";
import type { IconName } from "../controls/icon";
import { usePanel } from "./context";
import { comparison, MOST_TICKED, tickKey, tickTitle, whyNotCompared } from "./ticks";

/** What is ticked, the older first, and the way to compare it. */
export function Tray() {
  const state = usePanel();
  const ticks = state.ticks.value;
  if (ticks.length === 0) return null;
  const refused = whyNotCompared(ticks);
  const compare = () => {
    if (refused === "") void state.open(comparison(ticks));
  };
  return (
    <section class="dv-sb-tray" aria-label="To compare">
      <ol>
        {ticks.map((tick, at) => (
          <li key={tickKey(tick)}>
            <span class="dv-sb-letter" data-at={at} aria-hidden="true">
              {String.fromCharCode(65 + at)}
            </span>
            <span class="dv-text" title={tickTitle(tick)}>
              {tickTitle(tick)}
            </span>
            <small>{tick.note}</small>
            <Button icon="close" small title={`Untick ${tickTitle(tick)}`} onClick={() => state.tick(tick)} />
          </li>
        ))}
      </ol>
      <p class="dv-sb-hint" role="status">
        {refused || (ticks.length >= MOST_TICKED ? "Eight at most." : "")}
      </p>
      <div class="dv-sb-buttons">
        <Button
          look="primary"
          icon={"compare" as IconName}
          label="Compare"
          title="Compare in a tab (C)"
          disabled={refused !== ""}
          onClick={compare}
        />
        <Button label="Clear" onClick={() => state.clearTicks()} />
      </div>
    </section>
  );
}
