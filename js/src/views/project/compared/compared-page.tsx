import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Segment, Segments } from "../../../controls/segments";
import { formatCount } from "../../../format";
import type { VersionComparison } from "../../../project/wire";
import { ChunkProgress } from "../../chunked";
import { MenuButton } from "../../menu-button";
import { Failed } from "../failed";
import { InPlace } from "../inner-page";
import { InnerView } from "../inner-view";
import { type ComparedPart, comparedOf, useProject } from "../project-state";
import { useQuestion } from "../use-question";
import { valueChanges } from "../value-changes";
import { ComparedFiles } from "./compared-files";
import { ComparedMetadata } from "./compared-metadata";

interface ComparedPageProps {
  /** Two or more, as "scenes:v1". */
  versions: readonly string[];
  treeButton: ComponentChildren;
}

/** Versions beside each other: rows of their tables, their files, their metadata. */
export function ComparedPage({ versions, treeButton }: ComparedPageProps) {
  const state = useProject();
  const [other, setOther] = useState(versions.length - 1);
  const params = { versions: [...versions], of: [0, other] as [number, number] };
  const { reply, failure, retry } = useQuestion("version_compare", params, state.edition.value);
  const [table, setTable] = useState(0);
  /** Rows stay as they are while files are looked at. */
  const wasRows = useRef(false);
  const comparison = reply?.result;
  const tables = comparison?.tables ?? [];
  const wish = state.comparedPart.value;
  // Rows that are not here are not what one looks at first.
  const first = tables.length === 0 || comparison?.rows_lack ? "files" : "rows";
  const part = wish === null || (wish === "rows" && tables.length === 0) ? first : wish;
  const chosen = tables[table] ?? tables[0];
  const nameOf = comparedOf(versions) ? shortOf : String;
  if (comparison && part === "rows") wasRows.current = true;
  const pick = (value: ComparedPart) => {
    state.comparedPart.value = value;
  };
  const openRows = (name: string) => {
    setTable(
      Math.max(
        0,
        tables.findIndex((one) => one.name === name),
      ),
    );
    pick("rows");
  };
  return (
    <InPlace
      title={titleOf(versions)}
      treeButton={treeButton}
      tools={
        comparison && (
          <>
            <i class="dv-grow" />
            {part === "rows" && tables.length > 1 && chosen && (
              <TableButton names={tables.map(({ name }) => name)} chosen={chosen.name} onPick={setTable} />
            )}
            {part !== "rows" && versions.length > 2 && (
              <Segments
                label="Which two are compared"
                segments={versions.slice(1).map((version, at) => ({
                  value: at + 1,
                  label: `${nameOf(versions[0] as string)} and ${nameOf(version)}`,
                }))}
                value={other}
                onPick={setOther}
              />
            )}
            <Segments
              label="What is compared"
              segments={partsOf(comparison)}
              value={part as ComparedPart}
              onPick={pick}
            />
          </>
        )
      }
    >
      {failure !== null && (
        <Failed message="The versions cannot be compared." failure={failure} onRetry={retry} />
      )}
      {!comparison && failure === null && (
        <div class="dv-project-wait" aria-busy="true">
          <ChunkProgress label="Comparing the versions" />
        </div>
      )}
      {comparison && wasRows.current && chosen && (
        <div class="dv-compared-rows" hidden={part !== "rows"}>
          <InnerView
            what={{
              what: "compare",
              versions: versions.map((version, at) => `${version}/${chosen.paths[at]}`),
            }}
          />
        </div>
      )}
      {comparison && part === "files" && (
        <ComparedFiles key={other} comparison={comparison} onRows={openRows} />
      )}
      {comparison && part === "metadata" && <ComparedMetadata sides={comparison.sides} />}
    </InPlace>
  );
}

function partsOf({ tables, counts, sides }: VersionComparison): Segment<ComparedPart>[] {
  const files = counts.added + counts.removed + counts.changed;
  const values = valueChanges(sides[0].metadata, sides[1].metadata).length;
  const parts: Segment<ComparedPart>[] = [
    { value: "files", label: `Files ${formatCount(files)}`, title: "Files that differ" },
    { value: "metadata", label: `Metadata ${formatCount(values)}`, title: "Metadata that differs" },
  ];
  return tables.length > 0 ? [{ value: "rows", label: "Rows" }, ...parts] : parts;
}

interface TableButtonProps {
  names: readonly string[];
  chosen: string;
  onPick(at: number): void;
}

/** Which of several tables is compared. */
function TableButton({ names, chosen, onPick }: TableButtonProps) {
  return (
    <MenuButton
      caret
      icon="table"
      label={<span class="dv-text">{chosen}</span>}
      title="Compare another table"
      aria-label={`Table ${chosen}: compare another one`}
      menu="Tables"
      items={() => [
        names.map((name, at) => ({
          icon: "table" as const,
          label: name,
          checked: name === chosen,
          onPick: () => onPick(at),
        })),
      ]}
    />
  );
}

/** "v0, v1 and v2" */
const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

const shortOf = (version: string): string => version.slice(version.lastIndexOf(":") + 1);

function titleOf(versions: readonly string[]): string {
  const one = comparedOf(versions);
  return one ? `${one.name}: ${listed(one.versions.map((version) => `v${version}`))}` : listed(versions);
}
