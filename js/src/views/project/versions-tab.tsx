import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import type { VersionAbout, VersionRow } from "../../project/wire";
import { ChunkProgress } from "../chunked";
import { formatSize } from "../run/sizes";
import { ChangeCell } from "./change-cell";
import { Failed } from "./failed";
import { useProject } from "./project-state";
import { useQuestion } from "./use-question";
import { VersionDifference } from "./version-difference";
import { exactTime, fittingNames, latestFirst, shortAge } from "./words";

/** Shown at first, and so many more each time: what changed is worked out for those that are shown. */
const PAGE = 20;
/** The open version is shown at once unless it is older than so many. */
const FARTHEST = 100;

/** Letters of aliases and tags that a line has room for. */
const MOST_LETTERS = 28;

/** All versions of an artifact, what each changed, and two of them to compare. */
export function VersionsTab({ about }: { about: VersionAbout }) {
  const state = useProject();
  const { name, version: open } = about;
  const { reply, failure, retry } = useQuestion("project_versions", { name }, state.edition.value);
  const [most, setMost] = useState(PAGE);
  const [ticked, setTicked] = useState<readonly number[]>([open]);
  const [chosen, setChosen] = useState(open);
  if (failure !== null && !reply) {
    return <Failed message="The versions cannot be listed." failure={failure} onRetry={retry} />;
  }
  if (!reply) {
    return (
      <div class="dv-project-wait" aria-busy="true">
        <ChunkProgress label="Reading the versions" />
      </div>
    );
  }
  const { versions, deleted } = reply.result;
  const known = versions.map(({ version }) => version);
  const reach = known.indexOf(open) + 1;
  const count = Math.max(most, reach <= FARTHEST ? reach : 0);
  const both = ticked.filter((version) => known.includes(version));
  const tick = (version: number) =>
    // A third one takes the place of the one that was ticked first.
    setTicked(both.includes(version) ? both.filter((v) => v !== version) : [...both, version].slice(-2));
  const hasTables = versions.some(({ rows }) => rows !== null);
  const shown = known.includes(chosen) ? chosen : known[0];
  return (
    <>
      <div class="dv-versions">
        <table aria-label={`Versions of ${name}`}>
          <thead>
            <tr>
              <th scope="col">
                <span class="dv-hidden">Compare</span>
              </th>
              <th scope="col">version</th>
              <th scope="col" class="is-number">
                {hasTables ? "rows" : "files"}
              </th>
              <th scope="col">change to the one before</th>
              <th scope="col" class="is-number">
                size
              </th>
              <th scope="col" class="is-number">
                new bytes
              </th>
              <th scope="col" class="is-number">
                age
              </th>
              <th scope="col">logged by</th>
            </tr>
          </thead>
          <tbody>
            {versions.slice(0, count).map((row, at) => (
              <Row
                key={row.version}
                name={name}
                row={row}
                before={versions[at + 1]?.version ?? null}
                isOpen={row.version === open}
                isChosen={row.version === shown}
                hasTables={hasTables}
                isTicked={both.includes(row.version)}
                onTick={() => tick(row.version)}
                onChoose={() => setChosen(row.version)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {versions.length > count && (
        <Button
          small
          label={`Show ${formatCount(Math.min(PAGE, versions.length - count))} older of ${formatCount(versions.length - count)}`}
          onClick={() => setMost(count + PAGE)}
        />
      )}
      {deleted.length > 0 && (
        <p class="dv-quiet dv-versions-gone">
          Deleted: {deleted.map(({ version }) => `v${version}`).join(", ")}.
        </p>
      )}
      {versions.length > 1 && (
        <div class="dv-versions-compare">
          <Button
            look="primary"
            label="Compare"
            disabled={both.length !== 2}
            onClick={() => state.compare(name, both)}
          />
          <span role="status">{tickWords(both, hasTables)}</span>
        </div>
      )}
      {shown !== undefined && (
        <VersionDifference key={shown} name={name} version={shown} tables={about.tables} />
      )}
    </>
  );
}

function tickWords(ticked: readonly number[], hasTables: boolean): string {
  const [first, second] = ticked;
  if (first === undefined) return "Tick two versions to compare them.";
  if (second === undefined) return `Tick one more version to compare it with v${first}.`;
  return `v${Math.min(first, second)} beside v${Math.max(first, second)}, ${hasTables ? "row by row" : "file by file"}.`;
}

interface RowProps {
  name: string;
  row: VersionRow;
  before: number | null;
  isOpen: boolean;
  isChosen: boolean;
  hasTables: boolean;
  isTicked: boolean;
  onTick(): void;
  onChoose(): void;
}

function Row({ name, row, before, isOpen, isChosen, hasTables, isTicked, onTick, onChoose }: RowProps) {
  const state = useProject();
  const { version, aliases, tags, rows, files, size, new_bytes, created_at, run, problem } = row;
  const names = [...latestFirst(aliases), ...tags];
  const shown = fittingNames(names, MOST_LETTERS);
  return (
    <tr class={isChosen ? "is-chosen" : ""} aria-current={isOpen || undefined}>
      <td>
        <label class="dv-versions-tick">
          <input
            type="checkbox"
            aria-label={`Compare v${version}`}
            checked={isTicked}
            disabled={problem !== null}
            onChange={onTick}
          />
        </label>
      </td>
      <td>
        <button
          type="button"
          class="dv-versions-name"
          title={problem ?? `Open v${version}`}
          onClick={() => state.openVersion(name, version)}
        >
          v{version}
        </button>
        {shown.map((text, at) => (
          <span
            key={`${at} ${text}`}
            class={`dv-tag ${at >= aliases.length ? "is-quiet" : text === "latest" ? "is-latest" : ""}`}
            title={text}
          >
            <span class="dv-text">{text}</span>
          </span>
        ))}
        {names.length > shown.length && (
          <small title={names.join(", ")}>+{names.length - shown.length}</small>
        )}
      </td>
      <td class="is-number">{hasTables ? rows !== null && formatCount(rows) : formatCount(files)}</td>
      <td>
        <ChangeCell name={name} version={version} before={before} onChoose={onChoose} />
      </td>
      <td class="is-number">{formatSize(size)}</td>
      <td class="is-number">{new_bytes === null ? "…" : formatSize(new_bytes)}</td>
      <td class="is-number" title={exactTime(created_at)}>
        {shortAge(created_at, Date.now())}
      </td>
      <td>
        {run && (
          <button
            type="button"
            class="dv-link dv-text"
            title={`Open the run ${run.name}`}
            onClick={() => state.open({ kind: "run", id: run.id })}
          >
            {run.name}
          </button>
        )}
      </td>
    </tr>
  );
}
