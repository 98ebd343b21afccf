import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import type { RunInfo } from "../../runs/wire";

const CODE = 'run.log({"loss": loss})';

/** A run that has logged nothing yet, or never did. */
export function NothingLogged({ info }: { info: RunInfo }) {
  const [isCopied, setCopied] = useState(false);
  const isRunning = info.state === "running";
  return (
    <div class="dv-run-empty">
      <svg width="88" height="36" viewBox="0 0 88 36" aria-hidden="true">
        <path class="is-axis" d="M1 2v32h86" />
        <path class="is-line" d="M8 28c10 0 14-14 24-16s12 6 24 3 12-4 22-4" />
      </svg>
      <h3>{isRunning ? "No data logged yet" : "No data was logged"}</h3>
      <p class="dv-quiet">
        {isRunning
          ? "Charts appear here with the first call of log, while the loop runs."
          : "The run ended before the first call of log."}
      </p>
      {isRunning && (
        <p class="dv-run-sample dv-code">
          {CODE}
          <Button
            icon={isCopied ? "check" : "copy"}
            small
            title={isCopied ? "Copied" : "Copy"}
            onClick={() => {
              void navigator.clipboard?.writeText(CODE).then(() => setCopied(true));
            }}
          />
        </p>
      )}
    </div>
  );
}
