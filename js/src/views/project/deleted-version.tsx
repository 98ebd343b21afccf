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

/** A version that was deleted: what remains known of it, and where to go on. */
export function DeletedVersion({ about, treeButton }: DeletedVersionProps) {
  const state = useProject();
  const { name, version, type, deleted, newer, older, logged_by } = about;
  const { deleted_at = null, freed = null } = deleted ?? {};
  const beside = newer ?? older;
  const digest = deleted?.digest ?? about.digest;
  const words = [
    deleted_at ? `Deleted ${longAge(deleted_at, Date.now())}` : "Deleted",
    freed ? `${formatSize(freed)} freed` : "",
  ];
  return (
    <div class="dv-project-scroll">
      <header class="dv-page-head">
        {treeButton}
        <Icon name={artifactIcon(type, false)} />
        <h2 class="dv-text">
          <s>
            {name}:v{version}
          </s>
        </h2>
        <span class="dv-quiet" title={exactTime(deleted_at)}>
          {words.filter(Boolean).join(", ")}
        </span>
      </header>
      <div class="dv-page-body dv-deleted">
        <h3>This version is gone, its trace is not</h3>
        <p>
          The name, digest and lineage remain. Its files cannot be brought back, but the run that made them
          can run again.
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
              onClick={() => state.openVersion(name, beside)}
            />
          )}
        </div>
      </div>
    </div>
  );
}
