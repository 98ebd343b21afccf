import type { ComparedFile, ComparedSide } from "../../../project/wire";
import { formatSize } from "../../run/sizes";
import { sideNames } from "./side-names";
import { ValueChanges } from "./value-table";

interface BytesDifferenceProps {
  sides: [ComparedSide, ComparedSide];
  file: ComparedFile;
}

/** What is known of a file that is neither text nor a medium: that its bytes are other ones. */
export function BytesDifference({
  sides,
  file: { sizes, digests, refs, is_reference, lacks },
}: BytesDifferenceProps) {
  const facts = [
    { path: "size", before: formatSize(sizes[0] ?? 0), after: formatSize(sizes[1] ?? 0) },
    { path: "digest", before: digests[0] ?? "", after: digests[1] ?? "" },
    ...(is_reference ? [{ path: "is at", before: refs[0] ?? "", after: refs[1] ?? "" }] : []),
  ];
  return (
    <div class="dv-compared-body">
      <p class="dv-quiet">
        {is_reference
          ? "The file lies outside the store, so that what is in it is not compared."
          : `Its bytes differ. ${lacks ?? "There is no preview of this kind of file."}`}
      </p>
      <ValueChanges
        label="What is known of the file"
        isPlain
        names={sideNames(sides)}
        changes={facts.map((fact) => ({ ...fact, how: fact.before === fact.after ? null : "changed" }))}
      />
    </div>
  );
}
