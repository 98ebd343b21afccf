/** What crosses between a view of runs and Python, besides what `wire.ts` has. */
import type { ColumnInfo, ImageData, Layout, Overlays, ThumbnailItem } from "../wire";

/** The kind of what was logged under a key. One key logged as two kinds is two series, kept apart. */
export type ValueKind =
  | "number"
  | "string"
  | "bool"
  | "histogram"
  | "image"
  | "images"
  | "table"
  | "chart"
  | "array"
  | "other"
  | (string & {});

export type RunState = "running" | "finished" | "failed" | "crashed" | "killed" | (string & {});

/** A version of an artifact that a run logged or used. */
export interface RunArtifact {
  /** "project/name:v0" */
  name: string;
  type: string;
  relation: "logged" | "used";
  size: number | null;
  /** Set when it cannot be read. */
  error: string | null;
}

/** The media of one step: `row` is the place of the first among all of the key. */
export interface MediaStep {
  step: number;
  row: number;
  count: number;
  /** Of the widest picture, in its own pixels; 0 of other media. */
  width: number;
}

/** A number that JSON has no form for. */
export interface OddNumber {
  _number: "NaN" | "Infinity" | "-Infinity";
}

/** A key that a run logged, as one kind of value. */
export interface KeyInfo {
  key: string;
  kind: ValueKind;
  count: number;
  first_step: number;
  last_step: number;
  /** The last number, text or boolean; null for anything else. */
  last: number | string | boolean | OddNumber | null;
}

/** What `define_metric` said of a key. */
export interface MetricInfo {
  /** The key that it is drawn over, or null. */
  step_metric: string | null;
  goal: "minimize" | "maximize" | null;
  hidden: boolean;
}

export interface RunInfo {
  id: string;
  name: string;
  project: string;
  state: RunState;
  /** ISO text, UTC. */
  created_at: string;
  finished_at: string | null;
  exit_code: number | null;
  /** Seconds since 1970 of the last step, or null before the first. */
  last_timestamp: number | null;
  /** Seconds from the begin of the run to its last step. */
  last_runtime: number | null;
  last_step: number | null;
  /** Committed steps. */
  row_count: number;
  /** How far it is: its last step, or what counts the same as `total`. */
  done: number | null;
  /** How much the run is to do, where its config says, and the name that says so. */
  total: number | null;
  total_key: string | null;
  keys: KeyInfo[];
  /** By key. */
  metrics: Record<string, MetricInfo>;
  config: Record<string, unknown>;
  summary: Record<string, unknown>;
  tags: string[];
  group: string | null;
  job_type: string | null;
  notes: string | null;
  /** The keys of the machine's own figures; empty where they were not sampled. */
  system: KeyInfo[];
  /** What could not be read of its files, a sentence each. */
  problems: string[];
  /** Bytes of what was printed and kept. */
  console_size: number;
  /** In a page without a kernel, of a run that went on: when the page was written, ISO text. */
  written_at?: string;
  /** What that page lacks of the run, a sentence each, where it is not said above the view. */
  page_notes?: string[];
  artifact_count: number;
}

export interface SeriesKey {
  key: string;
  kind: "number" | "bool" | "system";
}

/** The columns of a series, in the order of its buffers of 64-bit floats. */
export type SeriesColumn = "x" | "y" | "lo" | "hi" | "smooth";

export interface SeriesInfo {
  run: string;
  key: string;
  kind: SeriesKey["kind"];
  /** Numbers in each of its buffers. */
  length: number;
  columns: SeriesColumn[];
  /** Every point of the range is there; else the smallest and largest of each of `points` stretches. */
  exact: boolean;
  /** Points that the range has. */
  total: number;
  /** Of those, how many are NaN or infinite. */
  unfinished?: number;
  /** Where it was asked for: values that a logarithmic axis has no place for, and some of their steps. */
  not_drawn?: { count: number; total: number; is_zero: boolean; x: number[] };
  /** Points that were logged, where a page without a kernel has fewer. */
  of?: number;
  /** Set when this series could not be read. */
  error?: string;
}

declare module "../wire" {
  interface Questions {
    /** Lines of runs; the buffers of one series follow each other, and series are in the order of the result. What a
     * run did not log is left out. */
    series: {
      params: {
        runs: string[];
        keys: SeriesKey[];
        /** "_step", "_relative" (seconds), "_timestamp", or a key with numbers. */
        x: string;
        range: [number, number] | null;
        /** Wished for at most, per series. */
        points: number;
        /** 0 to 0.99. */
        smoothing: number;
        /** Say what a logarithmic axis would not draw. */
        log_y?: boolean;
      };
      result: { series: SeriesInfo[] };
    };
    /** The steps at which a key has media, rising, and of pictures their classes. */
    run_media: {
      params: { run: string; key: string };
      result: { steps: MediaStep[]; column: ColumnInfo; hidden_classes: string[] };
    };
    /** As `thumbnails` and `image` of a table; a row is a picture's place among all of the key. */
    run_thumbnails: {
      params: { run: string; key: string; rows: number[]; size_px: number };
      result: { items: ThumbnailItem[] };
    };
    run_image: { params: { run: string; key: string; row: number }; result: ImageData };
    /** As `stills`, `media` and `media_view` of a table; a row is a medium's place among all of the key. */
    run_stills: {
      params: { run: string; key: string } & Questions["stills"]["params"];
      result: Questions["stills"]["result"];
    };
    run_media_file: {
      params: { run: string; key: string } & Questions["media"]["params"];
      result: Questions["media"]["result"];
    };
    run_media_view: {
      params: { run: string; key: string } & Questions["media_view"]["params"];
      result: Questions["media_view"]["result"];
    };
    /** The steps at which a key has tables, rising, and their rows where that is known. */
    run_table_steps: {
      params: { run: string; key: string };
      result: { steps: number[]; row_counts: (number | null)[] };
    };
    /** How the table of a step is shown at first. */
    run_table_state: {
      params: { run: string; key: string; step: number };
      result: { overlays: Overlays; view_layout: Layout };
    };
    /** Histograms over steps, on the same edges. Buffer 0 has the counts, column by column; buffer 1 of each column
     * its first and last step, and how many values, their mean and spread at the last. 64-bit floats. */
    run_histograms: {
      params: { run: string; key: string; columns: number };
      result: { low: number; high: number; bins: number; count: number; columns: number };
    };
    /** The end of what a run printed: from byte `start` of `size` on. */
    run_console: {
      params: { run: string };
      result: { text: string; size: number; start: number; path: string };
    };
    run_artifacts: { params: { run: string }; result: { artifacts: RunArtifact[] } };
    run_info: { params: { runs: string[] }; result: { runs: RunInfo[] } };
  }

  interface Events {
    /** More was written to these runs. */
    history: { runs: string[] };
  }
}
