import { useEffect, useState } from "preact/hooks";
import type { VersionAbout } from "../../project/wire";
import type { LineageUser } from "../lineage/wire";
import { useProject } from "./project-state";
import { RunLinks } from "./run-links";
import { counted } from "./words";

/** Runs of other projects that are named; more are counted. */
const MOST_NAMED = 3;

/** The runs that used a version: those of the project, and by name those of others, which are not opened here. */
export function UsedBy({ about, nothing }: { about: VersionAbout; nothing: string }) {
  const others = useUsers(about);
  const own = about.used_by;
  const named = others.slice(0, MOST_NAMED).map(({ project, name }) => `${project}/${name}`);
  if (others.length > MOST_NAMED) named.push(counted(others.length - MOST_NAMED, "more run"));
  return (
    <>
      {own.length > 0 ? <RunLinks runs={own} /> : others.length === 0 && nothing}
      {others.length > 0 && (
        <span title={others.map(({ project, name, id }) => `${project}/${name} (${id})`).join("\n")}>
          {own.length > 0 && " and, in other projects, "}
          {named.join(", ")}
        </span>
      )}
    </>
  );
}

/** Runs of other projects that used a version. All of the store is looked through for them, so that they come when the
 * rest is there already. */
function useUsers(about: VersionAbout): LineageUser[] {
  const { channel } = useProject();
  const [users, setUsers] = useState<LineageUser[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    channel.askQuietly("used_elsewhere", { name: about.name, version: about.version }, abort.signal).then(
      ({ result }) => setUsers(result.runs),
      // Without them the rest stands; the lineage says what is wrong with the store.
      () => setUsers([]),
    );
    return () => abort.abort();
  }, [channel, about]);
  return users;
}
