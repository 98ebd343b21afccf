import { useSignal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { Segments } from "../../../controls/segments";
import { formatCount } from "../../../format";
import type { ComparedFile, VersionComparison } from "../../../project/wire";
import { FileList } from "../file-list";
import { firstFile } from "../file-tree";
import { FileDifference } from "./file-difference";
import { sideNames } from "./side-names";

interface ComparedFilesProps {
  comparison: VersionComparison;
  /** Show the rows of a table beside each other. */
  onRows(table: string): void;
}

const SIGNS: Record<ComparedFile["how"], string> = { added: "+", removed: "−", changed: "~", same: "=" };

/** Files of two versions: which came, went and changed, and what is other in the chosen one. */
export function ComparedFiles({ comparison, onRows }: ComparedFilesProps) {
  const { files, more, counts } = comparison;
  const differing = useMemo(() => files.filter(({ how }) => how !== "same"), [files]);
  const [shown, setShown] = useState<"different" | "all">(differing.length > 0 ? "different" : "all");
  const chosen = useSignal(useMemo(() => firstDifference(files), [files]));
  /** In a narrow view the file takes the place of the list. */
  const isChosen = useSignal(false);
  const file = chosen.value;
  if (files.length === 0) return <p class="dv-files-none">Neither version has files.</p>;
  return (
    <div class={`dv-files ${isChosen.value ? "is-chosen" : ""}`}>
      <FileList
        files={shown === "all" ? files : differing}
        more={more}
        chosen={file}
        onChoose={(next) => {
          chosen.value = next;
          isChosen.value = true;
        }}
        top={
          <div class="dv-compared-top">
            <Segments
              label="Files that are listed"
              segments={[
                { value: "different" as const, label: `Different ${formatCount(differing.length)}` },
                { value: "all" as const, label: `All ${formatCount(files.length)}` },
              ]}
              value={shown}
              onPick={setShown}
            />
            <small>
              {differing.length === 0
                ? `Both versions have the same ${formatCount(counts.same)} files.`
                : `${formatCount(counts.added)} added, ${formatCount(counts.changed)} changed, ${formatCount(counts.removed)} removed`}
            </small>
            <TablesApart comparison={comparison} />
          </div>
        }
        markOf={({ how }) => <span class={`dv-compared-sign is-${how}`}>{SIGNS[how]}</span>}
        wordOf={({ how }) => how}
      />
      {file && (
        <FileDifference
          key={file.path}
          sides={comparison.sides}
          file={file}
          table={
            comparison.tables.find(({ paths }) => file.kind === "table" && isOf(file.path, paths[0]))?.name
          }
          onRows={onRows}
          onBack={() => {
            isChosen.value = false;
          }}
        />
      )}
    </div>
  );
}

/** Why the rows are not offered, where tables are there. */
function TablesApart({ comparison: { sides, tables } }: { comparison: VersionComparison }) {
  if (tables.length > 0 || sides.every((side) => side.tables.length === 0)) return null;
  const names = sideNames(sides);
  const has = sides.map((side, at) => `${names[at]} has ${side.tables.join(", ") || "none"}`);
  return <small>No table is in both, so that there are no rows to match: {has.join(", ")}.</small>;
}

const isOf = (path: string, table: string | undefined): boolean =>
  table !== undefined && (path === table || path.startsWith(`${table}.`));

/** What is looked at first: something that changed, at best a file that is read; else what came or went. */
function firstDifference(files: readonly ComparedFile[]): ComparedFile | undefined {
  const changed = files.filter(({ how }) => how === "changed");
  const differing = files.filter(({ how }) => how !== "same");
  return firstFile(changed) ?? firstFile(differing) ?? firstFile(files);
}
