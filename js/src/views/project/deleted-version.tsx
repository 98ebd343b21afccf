import type { ComponentChildren } from "preact";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import type { VersionAbout } from "../../project/wire";
import { formatSize } from "../run/sizes";
import { useProject } from "./project-state";
import { RunLinks } from "./run-links";
import { UsedBy } from "./used-by";
import { artifactIcon, exactTime, longAge } from "./words";

interface DeletedVersionProps {
  about: VersionAbout;
  treeButton: ComponentChildren;
}

/** The head of a version that was deleted. */
export function DeletedHead({ about, treeButton }: DeletedVersionProps) {
  const { name, version, type, deleted } = about;
  const { deleted_at = null, freed = null } = deleted ?? {};
  const words = [
    deleted_at ? `Deleted ${longAge(deleted_at, Date.now())}` : "Deleted",
    freed ? `${formatSize(freed)} freed` : "",
  ];
  return (
    <header class="dv-page-head">
      {treeButton}
      <Icon name={artifactIcon(type, false)} />
      <h2 class="dv-page-name">
        <s class="dv-text">
          {name}:v{version}
        </s>
      </h2>
      <span class="dv-deleted-when" title={exactTime(deleted_at)}>
        {words.filter(Boolean).join(", ")}
      </span>
    </header>
  );
}

/** What remains known of a version that was deleted, and where to go on. */
export function DeletedVersion({ about }: { about: VersionAbout }) {
  const state = useProject();
  const { name, deleted, newer, older, logged_by } = about;
  const beside = newer ?? older;
  const digest = deleted?.digest ?? about.digest;
  return (
    <div class="dv-deleted">
      <h3>This version is gone, its trace is not</h3>
      <p>
        The name, digest and lineage remain. Its files cannot be brought back, but the run that made them can
        run again.
      </p>
      <dl>
        <dt>Logged by</dt>
        <dd>{logged_by ? <RunLinks runs={[logged_by]} /> : "no run"}</dd>
        <dt>Used by</dt>
        <dd>
          <UsedBy about={about} nothing="no run" />
        </dd>
        {digest && (
          <>
            <dt>Digest</dt>
            <dd class="dv-code" title={digest}>
              {digest.slice(0, 19)}
            </dd>
          </>
        )}
      </dl>
      <div class="dv-form-end is-start">
        {beside !== null && (
          <Button
            look="line"
            label={`Open v${beside}, the ${beside === newer ? "next" : "one before"}`}
            onClick={() => state.openVersion(name, beside, "overview")}
          />
        )}
        <Button
          label="Show in lineage"
          onClick={() => {
            state.tab.value = "lineage";
          }}
        />
      </div>
    </div>
  );
}
