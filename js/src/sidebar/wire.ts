/** What the server's handler answers the panel; the names are those of Python. */

/** A run or an artifact of the store, by name. */
export interface RunName {
  id: string;
  name: string;
}

export interface StoresAnswer {
  /** Paths from the server's root, with "/"; "." is the root. */
  stores: string[];
  /** What the search left out, one sentence each. */
  notes: string[];
}

export interface ProjectRow {
  name: string;
  run_count: number;
  artifact_count: number;
  /** A run of it goes on. */
  is_live: boolean;
}

export interface RunRow {
  id: string;
  name: string;
  state: string;
  created_at: string;
  duration_s: number | null;
  steps: number | null;
  crashed_at: number | null;
  note: string | null;
  tags: string[];
  /** The number of the chosen key in the run's summary: text where it is not finite. */
  value: number | string | null;
  problem: string | null;
}

export interface ArtifactRow {
  name: string;
  type: string;
  version_count: number;
  /** A table is in one of the newest versions. */
  has_rows: boolean;
  problem: string | null;
}

export interface VersionRow {
  version: number;
  aliases: string[];
  size: number;
  rows: number | null;
  created_at: string;
  problem: string | null;
}

export interface SavedViewRow {
  name: string;
  table: string;
  updated_at: string;
}

/** All that the panel shows of a project. */
export interface Look {
  /** Changes with whatever is listed. */
  edition: string;
  project: string;
  projects: ProjectRow[];
  run_count: number;
  /** The newest. */
  runs: RunRow[];
  /** Keys of numbers that summaries have, the most frequent first. */
  keys: string[];
  /** The key whose values the runs carry. */
  key: string;
  artifact_count: number;
  artifacts: ArtifactRow[];
  /** Of the artifacts that were asked for, the newest versions first. */
  versions: Record<string, VersionRow[]>;
  view_count: number;
}

/** Nothing has changed since the edition that was sent. */
export interface SameLook {
  edition: string;
  is_same: true;
}

/** A version that a search found. */
export interface FoundVersion extends VersionRow {
  name: string;
  type: string;
}

/** What a search found in one project. */
export interface Found {
  project: string;
  versions: FoundVersion[];
  runs: RunRow[];
  views: SavedViewRow[];
  /** What there is, of which the lists may be the first. */
  counts: { versions: number; runs: number; views: number };
}

export interface SearchAnswer {
  /** The project that is shown comes first. */
  found: Found[];
}

/** Where answers come from: the notebook server, or a test's. */
export interface Source {
  /** Ask a question; throws an Error whose message is a sentence for the user. */
  ask<T>(question: string, params: Record<string, string>): Promise<T>;
}
