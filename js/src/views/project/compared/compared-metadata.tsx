import { formatCount } from "../../../format";
import type { ComparedSide } from "../../../project/wire";
import { formatSize } from "../../run/sizes";
import { valueChanges } from "../value-changes";
import { counted, exactTime } from "../words";
import { sideNames } from "./side-names";
import { ValueChanges } from "./value-table";

/** What two versions say of themselves: their metadata by key, and their facts. */
export function ComparedMetadata({ sides }: { sides: [ComparedSide, ComparedSide] }) {
  const [before, after] = sides;
  const names = sideNames(sides);
  const changes = valueChanges(before.metadata, after.metadata);
  const facts: [string, string | null, string | null][] = [
    ["description", before.description || null, after.description || null],
    ["files", formatCount(before.files), formatCount(after.files)],
    ["size", formatSize(before.size), formatSize(after.size)],
    ["created", exactTime(before.created_at), exactTime(after.created_at)],
  ];
  const keys = Object.keys(after.metadata).length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys
    <div class="dv-compared-body" role="region" tabIndex={0} aria-label="Metadata that differs">
      {changes.length > 0 ? (
        <ValueChanges label="Metadata that differs" names={names} changes={changes} />
      ) : (
        <p class="dv-quiet">
          {keys > 0 ? `Both have the same metadata, ${counted(keys, "key")}.` : "Neither has metadata."}
        </p>
      )}
      <h3>Versions</h3>
      <ValueChanges
        label="The versions"
        isPlain
        names={names}
        changes={facts.map(([path, before, after]) => ({
          path,
          how: before === after ? null : "changed",
          before,
          after,
        }))}
      />
    </div>
  );
}
