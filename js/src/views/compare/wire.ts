/** What crosses between a view of compared tables and Python, besides what `wire.ts` has. */
import type { Bound, KeyValue, Kind, Query, TableInfo } from "../../wire";

/** How rows of several tables come together. `compare` is as `outer`, on a key of expressions. */
export type How = "compare" | "inner" | "left" | "outer" | "concat" | "position";

/** What becomes of rows whose key occurs more than once in a table. */
export type Duplicates = "pair" | "first" | "every";

/** The trait `comparison`. Tables are numbers, in the order that they were given. */
export interface Comparison {
  how: How;
  /** Parts of the key: for each the expression in each table. */
  keys: string[][];
  duplicates: Duplicates;
  /** The tables in the order that they are shown in. */
  order: number[];
  /** An expression on a table's row that is true where its answer is right; "" for none. */
  right: string | null;
  truth: string | null;
  prediction: string | null;
  score: string | null;
  /** Which way a column's numbers are better. */
  better: Record<string, "higher" | "lower" | null>;
}

export type Tab = "rows" | "groups" | "scores";

/** The trait `compared_groups`. */
export interface ComparedGroups {
  /** What every table is grouped by, as an expression on its own columns; "" for nothing yet. */
  by: string;
  sort: GroupSort;
  /** How columns are shown where that was chosen. */
  panels: Record<string, ComparedPanel>;
}

/** Numbers of a group as a histogram, as mean with spread, or both. */
export type ComparedPanel = "both" | "histogram" | "mean";

/** Largest change in rows first, most rows first, keys rising, or largest difference of a column's means first,
 * "mean(margin)"; with "-" in front the other way round. */
export type GroupSort = string;

/** One of the compared tables. */
export interface Side {
  label: string;
  title: string;
  version: string;
  note: string;
  row_count: number;
}

/** A column of the tables: its name in each of them as the rows have it, "0.acc"; null where a table has none. */
export interface LaneColumn {
  name: string;
  kind: Kind;
  lanes: (string | null)[];
}

/** How well the tables match. Counts per table stand in the order of the tables. */
export interface MatchingCounts {
  in_all: number;
  /** In more than one table, but not in all. */
  in_some: number;
  /** All rows of the comparison. */
  total: number;
  only_in: number[];
  repeated_keys: number[];
  repeated_rows: number[];
  empty_keys: number[];
  /** Rows that are in no row of the comparison, being set aside. */
  aside: number[];
}

/** A filter of one click. `sides` are the tables it speaks of: right, wrong, or (null) of no matter. */
export interface QuickFilter {
  id: string;
  clause: string | null;
  sides: (boolean | null)[];
  column?: string;
}

/** What `open` and `refresh` tell of the comparison, in `info.comparison`. */
export interface ComparisonInfo {
  sides: Side[];
  how: How;
  keys: { name: string; columns: string[] }[];
  duplicates: Duplicates;
  matching: MatchingCounts;
  columns: LaneColumn[];
  present: string[];
  right: string[] | null;
  quick: QuickFilter[];
}

export interface ComparedInfo extends TableInfo {
  comparison: ComparisonInfo;
}

/** A count of one value; the value is as in a summary. */
export interface ValueCount {
  value: string | boolean | null;
  count: number;
}

/** What a head shows of a column: counts per table. */
export type ComparedHead =
  | {
      kind: "number" | "timestamp";
      low: Bound | null;
      high: Bound | null;
      integer: boolean;
      counts: (number[] | null)[];
      means: (Bound | null)[];
      missing: (number | null)[];
    }
  | {
      kind: "values";
      changed: number;
      compared: number;
      values: (ValueCount[] | null)[];
      distinct: (number | null)[];
    }
  | { kind: "other"; changed: number; compared: number };

/** Numbers or points in time of a group, per table; null for a table that has no such column. */
export interface ComparedNumbers {
  counts: (number[] | null)[];
  means: (Bound | null)[];
  sds: (number | null)[];
  missing: (number | null)[];
}

/** Most frequent values of a group, per table; null for a table that has no such column. */
export interface ComparedValues {
  top: (ValueCount[] | null)[];
  distinct: (number | null)[];
}

/** Pictures of a group: row ids of the compared rows, those that only one table has in this group first. */
export interface ComparedPictures {
  rows: { row: number; side: number; moved: boolean }[];
  total: number;
}

/** Where the bins of a column begin and end, in all groups and tables. */
export interface ComparedAxis {
  low: Bound;
  high: Bound;
  kind: "number" | "timestamp";
  integer: boolean;
}

export type ComparedCell = ComparedNumbers | ComparedValues | ComparedPictures;

/** The rows of every table that have one value of what tables are grouped by. */
export interface ComparedGroup {
  key: KeyValue[];
  /** The key as text. */
  label: string;
  /** Rows of each table; null for a table that cannot be grouped so. */
  rows: (number | null)[];
  /** What keeps the rows that are in this group in any table, and in each. */
  clause: string;
  clauses: (string | null)[];
  cells: Record<string, ComparedCell>;
}

/** What tables may be matched on. */
export interface KeyOffer {
  keys: string[][];
  name: string;
  /** Rows that would match in all tables. */
  matched: number;
  /** Whether no table has a key twice. */
  unique: boolean;
}

/** Rows whose key occurs more than once. */
export interface DuplicateKey {
  key: KeyValue[];
  /** Numbers of the rows in each table. */
  rows: number[][];
  /** The row that is shown of each table; null where none is. */
  shown: (number | null)[];
}

/** What one way of treating duplicates comes to. */
export interface DuplicatesWay {
  duplicates: Duplicates;
  matched: number;
  aside: number;
  only: number[];
}

/** One way out when nothing matches. */
export interface Repair {
  label: string;
  comparison: Partial<Comparison>;
  matched: number;
}

/** A table that may be compared as well: another version of one that is. */
export interface VersionOffer {
  /** What `arrange` takes to add it: "camvid-eval:v2/predictions". */
  ref: string;
  title: string;
  version: string;
  note: string;
  row_count: number | null;
}

/** A change of the comparison, and of the tables in it; tables go by the numbers that `order` has. */
export interface Arrangement extends Partial<Comparison> {
  add?: string[];
  remove?: number[];
  /** Other labels, by number of the table. */
  labels?: Record<string, string>;
}

declare module "../../wire" {
  interface Questions {
    /** How many rows each quick filter would keep. `query` is without the one that is on. */
    quick: { params: { query: Query }; result: { counts: Record<string, number> } };
    /** Bring the tables together in another way; the browser opens the view again afterwards. */
    arrange: {
      params: { comparison: Partial<Comparison> } & Pick<Arrangement, "add" | "remove" | "labels">;
      result: { comparison: Comparison; info: ComparedInfo };
    };
    /** Other versions of the compared tables, the newest first. */
    versions: { params: Record<string, never>; result: { versions: VersionOffer[] } };
    /** What tables may be matched on, the likeliest first. */
    key_offers: { params: Record<string, never>; result: { offers: KeyOffer[] } };
    /** Keys that occur more than once, and what each way of treating them comes to. */
    duplicates: {
      params: { start: number; count: number };
      result: { keys: DuplicateKey[]; total: number; ways: DuplicatesWay[] };
    };
    /** Why nothing matches: the first keys of each table, where they differ, and what would mend it. */
    repairs: {
      params: Record<string, never>;
      result: {
        first_keys: string[][];
        sentence: string;
        /** Per table and key, the part that differs, from and to in characters; null for none. */
        spans: ([number, number] | null)[][];
        repairs: Repair[];
      };
    };
    /** Head figures of compared columns, all tables on one axis. */
    compare_heads: {
      params: { query: Query; columns: string[]; bins: number };
      result: { columns: Record<string, ComparedHead> };
    };
    /** Rows of each table grouped by its own value of `by`. `columns` are names without a table. */
    compare_groups: {
      params: {
        query: Query;
        by: string;
        start: number;
        count: number;
        sort: GroupSort;
        columns: string[];
        bins: number;
        /** Pictures per group. */
        gallery: number;
      };
      result: {
        groups: ComparedGroup[];
        total: number;
        /** The ends of a column's axis, the same in all groups and tables. */
        axes: Record<string, ComparedAxis>;
        /** Rows of each table that match; null for a table that cannot be grouped so. */
        rows: (number | null)[];
        /** Most rows that one table has in one group. */
        largest: number;
      };
    };
  }
}
