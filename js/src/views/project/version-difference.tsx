import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import type { How, TableChange, VersionChange, VersionTable } from "../../project/wire";
import { ChunkProgress } from "../chunked";
import { formatSize } from "../run/sizes";
import { useTable } from "../table-state";
import { Failed } from "./failed";
import { InTable, RowsOf } from "./in-table";
import { InnerFrame } from "./inner-view";
import { useProject } from "./project-state";
import { pictureColumn, Strip } from "./strip";
import { useQuestion } from "./use-question";
import { valueText } from "./value-lines";
import { counted } from "./words";

interface VersionDifferenceProps {
  name: string;
  version: number;
  /** Of the version that is open: their columns. */
  tables: VersionTable[];
}

/** What a version changed to the one before: rows, files and metadata. */
export function VersionDifference({ name, version, tables }: VersionDifferenceProps) {
  const { reply, failure, retry } = useQuestion("version_change", { name, version });
  if (failure !== null) {
    return <Failed message={`What v${version} changed cannot be told.`} failure={failure} onRetry={retry} />;
  }
  if (!reply) {
    return (
      <div class="dv-project-wait" aria-busy="true">
        <ChunkProgress label="Comparing rows" />
      </div>
    );
  }
  const change = reply.result;
  if (change.from === null) return null;
  const isSame =
    change.tables.every(
      ({ added, removed, changed, problem }) => !problem && added + removed + changed === 0,
    ) &&
    change.files.added + change.files.removed + change.files.changed === 0 &&
    change.metadata.length === 0;
  return (
    <div class="dv-difference">
      {isSame && (
        <p class="dv-quiet">
          v{version} has the same rows, files and metadata as v{change.from}.
        </p>
      )}
      {change.tables.map((table) => (
        <TableDifference
          key={table.path}
          name={name}
          change={change}
          table={table}
          isOnly={change.tables.length === 1}
          about={tables.find(({ path }) => path === table.path)}
        />
      ))}
      <FilesDifference name={name} change={change} />
      <MetadataDifference change={change} />
    </div>
  );
}

interface TableDifferenceProps {
  name: string;
  change: VersionChange;
  table: TableChange;
  isOnly: boolean;
  about: VersionTable | undefined;
}

const MOST_PICTURES = 12;

function TableDifference({ name, change, table, isOnly, about }: TableDifferenceProps) {
  const state = useProject();
  const { added, removed, changed, path, key, notes, problem } = table;
  const of = { what: "difference", name, version: change.to, to: change.from, path } as const;
  if (problem !== null) {
    return (
      <p class="dv-failure is-warning" role="status">
        {table.name}: {problem}
      </p>
    );
  }
  const kinds: [How, number][] = [
    ["added", added],
    ["changed", changed],
    ["removed", removed],
  ];
  const [how, count] = kinds.find(([, count]) => count > 0) ?? ["added", 0];
  if (count === 0) return null;
  const rest = kinds.filter(([other, count]) => other !== how && count > 0);
  const facts = [
    counted(count, "row"),
    ...rest.map(([other, count]) => `${formatCount(count)} ${other}`),
    key.length > 0 ? `matched on ${key.join(", ")}` : "",
  ].filter(Boolean);
  const title = `${how === "added" ? "Added" : how === "changed" ? "Changed" : "Removed"} in v${change.to}`;
  return (
    <section aria-label={title}>
      <h3>
        <span class="dv-text">{isOnly ? title : `${title}: ${table.name}`}</span>
        <small>{facts.join(", ")}</small>
        <Button small label="Open the difference as a table" onClick={() => state.openInner(of)} />
      </h3>
      {notes.map((note) => (
        <p key={note} class="dv-quiet">
          {note}
        </p>
      ))}
      <InnerFrame what={{ ...of, change: how }} failed="The rows cannot be shown.">
        {(inner) => (
          <InTable key={inner.model.view} inner={inner}>
            <DifferingRows
              how={how}
              count={count}
              of={key}
              picture={about?.picture ?? null}
              caption={about?.caption ?? null}
              onOpen={() => state.openInner(of)}
            />
          </InTable>
        )}
      </InnerFrame>
    </section>
  );
}

interface DifferingRowsProps {
  how: How;
  count: number;
  /** Columns that rows were matched on. */
  of: readonly string[];
  picture: string | null;
  caption: string | null;
  onOpen(): void;
}

/** Rows that came or went as pictures; what changed in the others needs their cells. */
function DifferingRows({ how, count, of, picture, caption, onOpen }: DifferingRowsProps) {
  const table = useTable();
  const columns = table.info.value?.columns;
  if (!columns) return <div class="dv-project-wait" aria-busy="true" />;
  const side = how === "removed" ? "0" : "1";
  const wanted = [`${side}.${picture}`, picture];
  if (how === "changed" || !pictureColumn(columns, wanted)) return <RowsOf />;
  const names = [...of, `${side}.${caption}`, ...(caption ? [caption] : [])];
  const name = names.find((one) => columns.some((column) => column.name === one && column.kind !== "image"));
  return (
    <>
      <Strip
        pictures={wanted}
        captions={name ? [name] : []}
        perLine={6}
        most={MOST_PICTURES}
        onOpen={onOpen}
      />
      {count > MOST_PICTURES && (
        <p class="dv-quiet">
          {MOST_PICTURES} of {formatCount(count)}; the table has all of them.
        </p>
      )}
    </>
  );
}

const MOST_PATHS = 8;
const SIGNS: Record<How, string> = { added: "+", removed: "−", changed: "~" };

function FilesDifference({ name, change }: { name: string; change: VersionChange }) {
  const state = useProject();
  const { added, removed, changed, paths } = change.files;
  if (paths.length === 0) return null;
  return (
    <section aria-label="Files that differ">
      <h3>
        Files{" "}
        <small>
          {formatCount(added)} added, {formatCount(changed)} changed, {formatCount(removed)} removed
        </small>
        {change.from !== null && (
          <Button
            small
            label="Compare the files"
            onClick={() => state.compare(name, [change.from as number, change.to], "files")}
          />
        )}
      </h3>
      <ul class="dv-difference-list">
        {paths.slice(0, MOST_PATHS).map(({ path, how, size }) => (
          <li key={path}>
            <span aria-hidden="true">{SIGNS[how]}</span>
            <span class="dv-text" title={path}>
              {path}
            </span>
            <small>
              {how}, {formatSize(size)}
            </small>
          </li>
        ))}
      </ul>
      {added + removed + changed > Math.min(paths.length, MOST_PATHS) && (
        <p class="dv-quiet">
          and {formatCount(added + removed + changed - Math.min(paths.length, MOST_PATHS))} more
        </p>
      )}
    </section>
  );
}

function MetadataDifference({ change: { metadata, from, to } }: { change: VersionChange }) {
  if (metadata.length === 0) return null;
  return (
    <section aria-label="Metadata that differs">
      <h3>Metadata</h3>
      <div class="dv-versions">
        <table aria-label="Metadata that differs">
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">v{from}</th>
              <th scope="col">v{to}</th>
            </tr>
          </thead>
          <tbody>
            {metadata.map(({ key, how, from, to }) => (
              <tr key={key}>
                <td>{key}</td>
                <td>{how === "added" ? <span class="dv-quiet">not set</span> : valueText(from)}</td>
                <td>{how === "removed" ? <span class="dv-quiet">not set</span> : valueText(to)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
