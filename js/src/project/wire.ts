/** What crosses between the view of a project and Python, besides what `wire.ts` has. */
import type { RunState } from "../runs/wire";
import type { Kind } from "../wire";

/** A run by what names it; its id where its record is gone. */
export interface RunName {
  id: string;
  name: string;
}

/** One version of an artifact, as lists show it. */
export interface VersionRow {
  version: number;
  /** "latest" among them where it is. */
  aliases: string[];
  tags: string[];
  /** Bytes of its files. */
  size: number;
  files: number;
  digest: string;
  /** Bytes that the version before does not have; null until they are worked out. */
  new_bytes: number | null;
  /** Rows of its tables; null where it has none, and until they are counted. */
  rows: number | null;
  /** ISO text, UTC, as are all times here. */
  created_at: string;
  run: RunName | null;
  description: string | null;
  /** Why it cannot be read; its figures are 0 then. */
  problem: string | null;
}

export interface DeletedRow {
  version: number;
  deleted_at: string | null;
  digest: string | null;
  size: number | null;
  freed: number | null;
  created_at: string | null;
  run: RunName | null;
}

export interface ArtifactRow {
  name: string;
  type: string;
  description: string | null;
  version_count: number;
  size: number;
  /** At most three, newest first. */
  newest: VersionRow[];
  problem: string | null;
}

export interface TypeRow {
  type: string;
  artifacts: ArtifactRow[];
}

export interface RunRow {
  id: string;
  name: string;
  state: RunState;
  group: string | null;
  job_type: string | null;
  tags: string[];
  created_at: string;
  duration_s: number | null;
  steps: number | null;
  note: string | null;
  /** The last step of a run that did not end well. */
  crashed_at: number | null;
  exit_code: number | null;
  problem: string | null;
}

export interface SavedViewRow {
  name: string;
  /** What it was made on. */
  table: string;
  updated_at: string;
}

/** All that the tree starts with. */
export interface ProjectListing {
  project: string;
  /** Folder or address of the store. */
  store: string;
  /** The same from the folder that Python works in, where it is inside: "./dsviz". */
  store_short: string;
  projects: string[];
  types: TypeRow[];
  artifact_count: number;
  version_count: number;
  run_count: number;
  /** The first of them, newest first. */
  runs: RunRow[];
  views: SavedViewRow[];
  problems: string[];
  is_writable: boolean;
  edition: string;
  /** Rows and new bytes of some versions are still being counted. */
  filling: boolean;
  /** In a page without a kernel, where nothing is written or looked at again. */
  is_page?: boolean;
}

/** What was found: versions are those that match by themselves. */
export interface ProjectFound {
  types: TypeRow[];
  runs: RunRow[];
  views: SavedViewRow[];
  counts: { artifacts: number; versions: number; runs: number; views: number };
}

export interface LinkedRun extends RunName {
  state: RunState;
  job_type: string | null;
}

export interface VersionTable {
  path: string;
  /** As `Artifact.get` takes it. */
  name: string;
  rows: number | null;
  columns: { name: string; kind: Kind }[];
  /** Its first column of pictures, and the column whose text names a row. */
  picture: string | null;
  caption: string | null;
  problem: string | null;
  /** In a page without a kernel, why its rows are not here. */
  lacks?: string | null;
}

/** All that is known of a version. */
export interface VersionAbout extends VersionRow {
  name: string;
  type: string;
  /** "project/name:v2" */
  qualified_name: string;
  metadata: Record<string, unknown>;
  ttl_s: number | null;
  expires_at: string | null;
  version_count: number;
  /** The versions beside it that are still there. */
  newer: number | null;
  older: number | null;
  logged_by: LinkedRun | null;
  used_by: LinkedRun[];
  tables: VersionTable[];
  /** Paths of media that are no table's. */
  media: string[];
  /** Python that uses it. */
  code: string;
  /** Set when it is gone: then only its name, type, digest, size, runs and neighbours say something. */
  deleted: DeletedRow | null;
}

export type FileKind =
  | "table"
  | "image"
  | "audio"
  | "video"
  | "html"
  | "object3D"
  | "molecule"
  | "plotly"
  | "vega"
  | "bokeh"
  | "text"
  | "json"
  | "markdown"
  | "classes"
  | "histogram"
  | "file";

export interface FileRow {
  path: string;
  size: number;
  digest: string;
  kind: FileKind;
  name: string;
  rows: number | null;
  /** Where it really is: an address, or "project/name:v0/path". */
  ref: string | null;
  is_reference: boolean;
  /** In a page without a kernel, why what is in it is not here. */
  lacks?: string | null;
}

export type How = "added" | "removed" | "changed";

/** One of two versions that are held against each other. */
export interface ComparedSide {
  name: string;
  version: number;
  qualified_name: string;
  size: number;
  files: number;
  created_at: string;
  description: string | null;
  metadata: Record<string, unknown>;
  /** Names of its tables, as `Artifact.get` takes them. */
  tables: string[];
}

/** A path of two versions: what either has there, null where it has nothing. */
export interface ComparedFile {
  path: string;
  name: string;
  kind: FileKind;
  how: How | "same";
  /** Of the second version, or of the one that has it. */
  size: number;
  sizes: [number | null, number | null];
  digests: [string | null, string | null];
  refs: [string | null, string | null];
  is_reference: boolean;
  /** In a page without a kernel, why what is in it is not here. */
  lacks?: string | null;
}

export interface VersionComparison {
  sides: [ComparedSide, ComparedSide];
  /** Tables whose rows can be compared, and where each of the versions has them. */
  tables: { name: string; paths: string[] }[];
  /** In a page without a kernel, why their rows are not here. */
  rows_lack?: string | null;
  /** By path. */
  files: ComparedFile[];
  /** Files that are left out beyond 20,000, the same ones first. */
  more: number;
  counts: Record<How | "same", number>;
}

/** What a version changed in one table. */
export interface TableChange {
  path: string;
  name: string;
  added: number;
  removed: number;
  changed: number;
  equal: number;
  /** What rows were matched on. */
  key: string[];
  notes: string[];
  /** Why they cannot be matched. */
  problem: string | null;
}

export interface VersionChange {
  /** Null for the first version, of which all is new. */
  from: number | null;
  to: number;
  tables: TableChange[];
  files: {
    added: number;
    removed: number;
    changed: number;
    equal: number;
    paths: { path: string; how: How; size: number }[];
  };
  new_bytes: number;
  metadata: { key: string; how: How; from: unknown; to: unknown }[];
}

/** What is opened inside of the view. */
export type InnerWhat = { traits?: Record<string, unknown> } & (
  | { what: "table"; name: string; version: number; path?: string }
  | {
      what: "difference";
      name: string;
      version: number;
      to?: number | null;
      path?: string;
      change?: How;
    }
  | { what: "compare"; versions: string[] }
  | { what: "file"; name: string; version: number; path: string }
  /** A picture or other medium of two versions. */
  | { what: "compared_file"; versions: string[]; path: string }
  | { what: "run"; run: string }
  | { what: "workspace"; runs?: string[] }
  | { what: "saved_view"; name: string }
);

/** A view within the view, and its traits as they are at first. */
export interface InnerOpened {
  view: string;
  kind: string;
  title: string;
  traits: Record<string, unknown>;
  /** In a page without a kernel, what it has less of than there is. */
  notes?: string[];
}

export type ProjectEdit =
  | { what: "rename"; name: string; to: string }
  | { what: "rename"; run: string; to: string }
  | { what: "rename"; view: string; to: string }
  | { what: "alias"; name: string; version: number; alias: string }
  | { what: "unalias"; name: string; alias: string }
  | { what: "tag" | "untag"; name: string; version: number; tag: string }
  | { what: "tag" | "untag"; run: string; tag: string }
  | { what: "describe"; name: string; version: number; text: string }
  /** How long it is kept from the moment it was logged; null for ever. */
  | { what: "ttl"; name: string; version: number; seconds: number | null }
  | { what: "describe"; run: string; text: string };

/** What is to be deleted. */
export type Doomed =
  | { name: string; version: number }
  | { name: string; all: true }
  | { run: string }
  | { view: string };

/** What deleting would do. */
export interface DeletePlan {
  what: string;
  versions: number[];
  size: number;
  /** Bytes that come free, and bytes that stay since others need them. */
  freed: number;
  kept: number;
  needed_by: { name: string; bytes: number; files: number }[];
  /** Aliases that go, besides latest. */
  aliases: { alias: string; version: number }[];
  used_by: RunName[];
  /** Other versions whose files came from it. */
  referred_by: string[];
  latest_after: number | null;
  /** Why it cannot be deleted now. */
  is_refused: string | null;
  notes: string[];
}

/** The trait `opened`: what is open at the right. */
export interface Opened {
  kind: "version" | "artifact" | "run" | "runs" | "saved_view" | "none";
  name: string;
  version: number | null;
  id: string;
}

export const NOTHING: Opened = { kind: "none", name: "", version: null, id: "" };

export type ProjectTab = "overview" | "files" | "metadata" | "versions" | "lineage";

declare module "../wire" {
  interface Questions {
    project_open: { params: Record<string, never>; result: ProjectListing };
    /** All versions of an artifact, newest first, and those that were deleted. */
    project_versions: {
      params: { name: string };
      result: { artifact: ArtifactRow; versions: VersionRow[]; deleted: DeletedRow[] };
    };
    project_runs: {
      params: { start: number; count: number; text?: string; state?: string };
      result: { runs: RunRow[]; count: number };
    };
    project_search: { params: { text: string }; result: ProjectFound };
    /** `version` null is the latest. */
    version: { params: { name: string; version: number | null }; result: VersionAbout };
    version_files: {
      params: { name: string; version: number };
      /** `more` files are left out beyond 20,000. */
      result: { files: FileRow[]; more: number };
    };
    /** Bytes `start` to `start + count` of a file in buffer 0, at most 1 MB. */
    version_file: {
      params: { name: string; version: number; path: string; start?: number; count?: number };
      result: {
        path: string;
        kind: FileKind;
        mime: string;
        size: number;
        start: number;
        count: number;
        is_text: boolean;
      };
    };
    /** Small pictures of media files, as browsers draw them. */
    version_thumbs: {
      params: { name: string; version: number; paths: string[]; size_px: number };
      result: {
        items: {
          path: string;
          data: number;
          mime: string | null;
          width: number;
          height: number;
          error: string | null;
        }[];
      };
    };
    /** What `version` changed since `to`, the one before unless given. */
    version_change: {
      params: { name: string; version: number; to?: number | null };
      result: VersionChange;
    };
    /** Two of the versions, the first and the last unless `of` says which, by files and metadata. */
    version_compare: { params: { versions: string[]; of?: [number, number] }; result: VersionComparison };
    project_edit: {
      params: ProjectEdit;
      result: {
        artifact: ArtifactRow | null;
        version: VersionRow | null;
        run: RunRow | null;
        views: SavedViewRow[] | null;
      };
    };
    project_delete_plan: { params: Doomed; result: DeletePlan };
    /** `aliases` is the word that it may go although others than latest name it. */
    project_delete: { params: Doomed & { aliases?: boolean }; result: { freed: number; deleted: string[] } };
    inner_open: { params: InnerWhat; result: InnerOpened };
    /** A question that a view within the view answers. */
    inner: { params: { view: string; method: string; params: unknown }; result: unknown };
    /** Set its traits in Python; `number` counts up. What Python made of them comes back, with its count of changes. */
    inner_set: {
      params: { view: string; traits: Record<string, unknown>; number: number };
      result: { traits: Record<string, unknown>; stamp: number };
    };
    inner_close: { params: { view: string }; result: object };
  }

  interface Events {
    /** Something was written to the project; told once until the browser has asked again. */
    project: { edition: string; what: ("artifacts" | "runs" | "views" | "facts")[] };
    /** Python changed traits of a view within, or that view tells something by itself. */
    inner: { view: string; traits?: Record<string, unknown>; stamp?: number; told?: { name: string } };
  }
}
