import { useSignal, useSignalEffect } from "@preact/signals";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import type { ConfigKey } from "../../runs/workspace-wire";
import { messageOf } from "../../thumbnails";
import { Swatch } from "./marks";
import { useWorkspace } from "./workspace-state";

/** Runs whose configs have room beside each other. */
const MOST_COMPARED = 8;

/** What some runs were told, held beside the first of them: the keys that differ. */
export function ConfigPane() {
  return (
    <section class="dv-config-pane" aria-label="Config differences">
      <ConfigDifferences />
    </section>
  );
}

export function ConfigDifferences() {
  const workspace = useWorkspace();
  const answer = useSignal<{ different: ConfigKey[]; equal: ConfigKey[] } | null>(null);
  const failure = useSignal<string | null>(null);
  const showsEqual = useSignal(false);
  const chosen = workspace.chosen;
  const runs = chosen.slice(0, MOST_COMPARED);
  const ids = runs.map(({ id }) => id).join("\n");
  const asked = useSignal("");
  if (asked.peek() !== ids) asked.value = ids;
  useSignalEffect(() => {
    const names = asked.value === "" ? [] : asked.value.split("\n");
    workspace.runs.value;
    if (names.length < 2) {
      answer.value = null;
      return;
    }
    const abort = new AbortController();
    workspace.channel.ask("configs", { runs: names }, abort.signal).then(
      ({ result }) => {
        answer.value = result;
        failure.value = null;
      },
      (error) => {
        if (!abort.signal.aborted) failure.value = messageOf(error);
      },
    );
    return () => abort.abort();
  });
  const title = <b>Config differences</b>;
  if (failure.value) {
    return (
      <>
        <header class="dv-pane-head">{title}</header>
        <p role="alert">{failure.value}</p>
      </>
    );
  }
  if (runs.length < 2) {
    return (
      <>
        <header class="dv-pane-head">{title}</header>
        <p class="dv-quiet">
          Two runs or more have differences. Select them in the list (Ctrl click, Shift click), or show them
          in charts.
        </p>
      </>
    );
  }
  const found = answer.value;
  const different = found?.different ?? [];
  const equal = found?.equal ?? [];
  const keys = showsEqual.value ? [...different, ...equal] : different;
  return (
    <>
      <header class="dv-pane-head">
        {title}
        <small class="dv-quiet">
          {found &&
            `${formatCount(different.length)} of ${formatCount(different.length + equal.length)} keys differ`}
          {chosen.length > runs.length &&
            `, of the first ${MOST_COMPARED} of ${formatCount(chosen.length)} runs`}
        </small>
        <span class="dv-grow" />
        {equal.length > 0 && (
          <Button
            small
            label={
              showsEqual.value
                ? `Hide ${formatCount(equal.length)} equal`
                : `Show ${formatCount(equal.length)} equal`
            }
            pressed={showsEqual.value}
            onClick={() => {
              showsEqual.value = !showsEqual.value;
            }}
          />
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <div class="dv-diff-scroll" tabIndex={0} role="region" aria-label="Configs beside each other">
        <table class="dv-diff">
          <thead>
            <tr>
              <th scope="col">
                <span class="dv-hidden">Key</span>
              </th>
              {runs.map((run) => (
                <th key={run.id} scope="col" title={run.name}>
                  <span>
                    <Swatch slot={workspace.shownRuns.value?.[run.id]} />
                    <span class="dv-text">{run.name}</span>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {keys.map(({ key, cells, differs }) => (
              <tr key={key}>
                <th scope="row" title={key}>
                  {key}
                </th>
                {cells.map((cell, at) => {
                  const isOther = differs[at];
                  const isSame = at > 0 && !isOther;
                  return (
                    <td
                      key={runs[at]?.id}
                      class={isOther ? "is-other" : isSame ? "is-same" : ""}
                      title={cell ?? "not set"}
                    >
                      {isOther && <i class="dv-differs" role="img" aria-label="differs:" />}
                      {cell === null ? <em>not set</em> : cell}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found && different.length === 0 && !showsEqual.value && (
        <p class="dv-quiet">These runs were told the same: no key differs.</p>
      )}
      <small class="dv-quiet">
        The dot marks a value that differs from the first run. <code>false</code>, <code>0</code> and{" "}
        <code>""</code> are values; “not set” is none.
      </small>
    </>
  );
}
