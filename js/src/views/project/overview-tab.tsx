import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import type { VersionAbout, VersionTable } from "../../project/wire";
import { formatSize } from "../run/sizes";
import { useTable } from "../table-state";
import { CodeLine } from "./code-line";
import { Lack } from "./failed";
import { InTable, RowsOf } from "./in-table";
import { InnerFrame } from "./inner-view";
import { KeepForm } from "./keep-form";
import { lengthWords } from "./keep-words";
import { MediaFiles } from "./media-files";
import { NameForm } from "./name-form";
import { useProject } from "./project-state";
import { RunLinks } from "./run-links";
import { pictureColumn, Strip } from "./strip";
import { UsedBy } from "./used-by";
import { counted, exactTime, longAge } from "./words";

/** What a version is, how much is in it, its first rows, and how to use it. */
export function OverviewTab({ about }: { about: VersionAbout }) {
  const state = useProject();
  const { name, version, logged_by, digest, code, tables, media } = about;
  const [table, ...others] = tables;
  return (
    <div class="dv-overview">
      <Description about={about} />
      <Facts about={about} />
      {about.problem && (
        <p class="dv-failure is-warning" role="status">
          {about.problem}
        </p>
      )}
      {table && <FirstRows about={about} table={table} />}
      {others.length > 0 && (
        <section aria-label="Other tables">
          <h3>Other tables</h3>
          {others.map((other) => (
            <button
              key={other.path}
              type="button"
              class="dv-home-line"
              onClick={() => state.openInner({ what: "table", name, version, path: other.path })}
            >
              <span class="dv-text">{other.name}</span>
              <small>{tableWords(other)}</small>
            </button>
          ))}
        </section>
      )}
      {media.length > 0 && <MediaFiles about={about} />}
      <section aria-label="Use it">
        <h3>Use it</h3>
        <CodeLine code={`artifact = ${code}`} />
      </section>
      <p class="dv-overview-end">
        <span>Logged by {logged_by ? <RunLinks runs={[logged_by]} /> : "no run"}</span>
        <span>
          Used by <UsedBy about={about} nothing="no run yet" />
        </span>
        <span>
          Digest{" "}
          <span class="dv-code" title={digest}>
            {digest.slice(0, 19)}
          </span>
        </span>
        <Kept about={about} />
      </p>
    </div>
  );
}

function Description({ about }: { about: VersionAbout }) {
  const state = useProject();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { description } = about;
  const isWritable = state.listing.value?.is_writable ?? false;
  if (!description && !isWritable) return null;
  return (
    <p class="dv-overview-words">
      <span>{description || "No description yet."}</span>{" "}
      {isWritable && (
        <Button
          small
          buttonRef={button}
          label={description ? "Edit" : "Describe it"}
          title="Describe the version"
          aria-label={description ? "Edit the description" : "Describe it"}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      )}
      {isOpen && (
        <NameForm
          anchor={button}
          change="describe"
          named={{ of: "version", name: about.name, version: about.version, description }}
          onClose={() => setOpen(false)}
        />
      )}
    </p>
  );
}

/** How long the version is kept, and the way to change that. */
function Kept({ about }: { about: VersionAbout }) {
  const state = useProject();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { ttl_s, expires_at } = about;
  const isWritable = state.listing.value?.is_writable ?? false;
  const isPast = expires_at !== null && Date.parse(expires_at) < Date.now();
  const words =
    ttl_s === null || expires_at === null
      ? "for ever"
      : `${lengthWords(ttl_s)}, ${isPast ? "which passed" : "until"} ${exactTime(expires_at)}`;
  return (
    <span title={ttl_s === null ? undefined : WHAT_TTL_MEANS}>
      Kept{" "}
      {isWritable ? (
        <button
          ref={button}
          type="button"
          class="dv-link"
          aria-expanded={isOpen}
          title="Change how long it is kept"
          onClick={() => setOpen(!isOpen)}
        >
          {words}
        </button>
      ) : (
        words
      )}
      {isOpen && <KeepForm anchor={button} about={about} onClose={() => setOpen(false)} />}
    </span>
  );
}

const WHAT_TTL_MEANS = "From then on Api().delete_expired() deletes it, whatever its aliases";

function Facts({ about }: { about: VersionAbout }) {
  const { rows, tables, files, size, new_bytes, older, created_at } = about;
  const columns = tables.length === 1 ? tables[0]?.columns.length : undefined;
  const facts: [string, string, string][] = [];
  if (rows !== null) facts.push(["Rows", formatCount(rows), ""]);
  if (columns) facts.push(["Columns", formatCount(columns), ""]);
  else facts.push(["Files", formatCount(files), ""]);
  facts.push(["Size", formatSize(size), `${formatCount(size)} bytes`]);
  if (older !== null && new_bytes !== null) {
    facts.push([`New bytes since v${older}`, formatSize(new_bytes), `${formatCount(new_bytes)} bytes`]);
  }
  facts.push(["Created", longAge(created_at, Date.now()), exactTime(created_at)]);
  return (
    <dl class="dv-facts">
      {facts.map(([term, text, title]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd title={title}>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function tableWords({ rows, columns, problem }: VersionTable): string {
  if (problem) return problem;
  const visual = columns.find(({ kind }) => kind === "image");
  return [
    rows === null ? "" : counted(rows, "row"),
    visual ? "with pictures" : counted(columns.length, "column"),
  ]
    .filter(Boolean)
    .join(", ");
}

/** The first rows of the first table, as pictures where it has any. */
function FirstRows({ about, table }: { about: VersionAbout; table: VersionTable }) {
  const state = useProject();
  const { name, version } = about;
  const what = { what: "table", name, version, path: table.path } as const;
  const open = () => state.openInner(what);
  return (
    <section aria-label={table.name}>
      <h3>
        <span class="dv-text">{table.name}</span>
        <small>{tableWords(table)}</small>
        {!table.lacks && (
          <Button
            small
            label="Show all"
            title={`Open ${table.name} as a table`}
            caret={false}
            onClick={open}
          />
        )}
      </h3>
      {table.lacks && <Lack text={table.lacks} />}
      {table.problem === null && !table.lacks && (
        <InnerFrame what={what} failed="The table cannot be opened.">
          {(inner) => (
            <InTable key={inner.model.view} inner={inner}>
              <Rows table={table} onOpen={open} />
            </InTable>
          )}
        </InnerFrame>
      )}
    </section>
  );
}

function Rows({ table, onOpen }: { table: VersionTable; onOpen(): void }) {
  const state = useTable();
  const columns = state.info.value?.columns;
  if (!columns) return <div class="dv-project-wait" aria-busy="true" />;
  if (!pictureColumn(columns, [table.picture])) return <RowsOf />;
  return (
    <Strip pictures={[table.picture]} captions={captionsOf(table)} perLine={4} most={4} onOpen={onOpen} />
  );
}

/** What names a row, and one thing more that is said of it. */
function captionsOf({ caption, columns }: VersionTable): string[] {
  const texts = columns.filter(({ kind }) => kind === "text").map(({ name }) => name);
  const first = caption ?? texts[0];
  return [first, texts.filter((name) => name !== first).at(-1)].filter((name) => name !== undefined);
}
