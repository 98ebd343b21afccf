/** What crosses between a workspace and Python, besides what `wire.ts` of tables and of runs have. */
import type { Group, Query } from "../wire";
import type { RunState } from "./wire";

/** A run as a row of the table; its place in the list is the row's id. */
export interface RunHead {
  id: string;
  name: string;
  state: RunState;
  /** ISO text, UTC. */
  created_at: string;
  tags: string[];
}

export type Goal = "minimize" | "maximize";
/** Around the mean of a group: lowest to highest, standard deviation, or standard error of the mean. */
export type Band = "range" | "spread" | "error";

export interface ChartOptions {
  /** "auto", "_step", "_relative" (seconds), "_timestamp", or a key with numbers. */
  x: string;
  /** 0 to below 1. */
  smoothing: number;
  log_y: boolean;
  band: Band;
  /** The metric that is drawn large; null for the first. */
  main: string | null;
}

/** Which run is best; empty for none. */
export type BestBy = { key: string; goal: Goal } | Record<string, never>;

/** A number that runs logged over steps, and how many runs did. */
export interface Metric {
  key: string;
  runs: number;
  /** Over what most runs want it drawn: "_step", or a key. */
  x: string;
}

/** One key of some configs: the text that each run has (null: not set), and whether that is not the first one's. */
export interface ConfigKey {
  key: string;
  cells: (string | null)[];
  differs: boolean[];
}

declare module "../wire" {
  interface Questions {
    /** All runs in the order of the table's rows, what its columns hold, and which way its metrics are better. */
    workspace: {
      params: Record<string, never>;
      result: {
        runs: RunHead[];
        columns: Record<string, ["about" | "summary" | "config", string]>;
        goals: Record<string, Goal>;
      };
    };
    /** What some of the runs logged over steps: those from `start` on, `count` at a time. */
    metrics: {
      params: { start: number; count: number };
      result: { metrics: Metric[]; read: number; total: number };
    };
    /** Ids of the runs in each of some groups. */
    group_runs: { params: { query: Query; keys: Group["key"][] }; result: { groups: string[][] } };
    /** Groups of runs as mean lines: four buffers of 64-bit floats each, x, y, lo and hi. */
    group_series: {
      params: {
        groups: { id: string; runs: string[] }[];
        keys: string[];
        x: string;
        range: [number, number] | null;
        points: number;
        smoothing: number;
        band: Band;
      };
      result: { series: { group: string; key: string; length: number; runs: number }[] };
    };
    /** The configs of up to eight runs beside each other. */
    configs: { params: { runs: string[] }; result: { different: ConfigKey[]; equal: ConfigKey[] } };
    edit_runs: {
      params: { runs: string[]; action: "delete" | "rename" | "tag" | "untag"; text?: string };
      result: { count: number };
    };
  }
}
