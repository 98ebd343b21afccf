import { useEffect, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { messageOf } from "../thumbnails";
import { copyText } from "./copying";
import { openViewOf } from "./saved-view";
import { useTable } from "./table-state";
import "./menu-icons";
import "./code-panel.css";

/** Python that makes this view again, to copy into a cell. */
export function CodePanel() {
  const state = useTable();
  const [code, setCode] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const shown = openViewOf(state).state.value;
  useEffect(() => {
    const abort = new AbortController();
    state.channel.ask("code", { state: shown }, abort.signal).then(
      ({ result }) => setCode(result.code),
      (error) => abort.signal.aborted || setSaid(messageOf(error)),
    );
    return () => abort.abort();
  }, [state, shown]);
  return (
    <div class="dv-code-panel">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys */}
      <pre class="dv-code" tabIndex={0} aria-busy={code === null}>
        {code ?? "…"}
      </pre>
      <div>
        <span role="status">{said || "The same as view.code() in Python"}</span>
        <Button
          look="primary"
          icon="copy"
          label="Copy"
          data-autofocus=""
          onClick={() =>
            code !== null &&
            copyText(code).then(
              () => setSaid("Copied"),
              (error) => setSaid(messageOf(error)),
            )
          }
        />
      </div>
    </div>
  );
}
