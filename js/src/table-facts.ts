/** What Python tells of a table: its columns, summaries, groups and pictures, with the field names Python uses. */

export type Kind = "number" | "text" | "boolean" | "timestamp" | "image" | "list" | "struct" | "any";

/** One group of masks or boxes of an image column. */
export interface Layer {
  group: string;
  /** What Python calls the group, where the screen has another name for it: compared tables have a group each. */
  source?: string;
  kind: "mask" | "box";
  /** Class id and label, by id. */
  classes: [number, string][];
  score_keys: string[];
}

export interface ColumnInfo {
  name: string;
  kind: Kind;
  /** The column's type, by its name in W&B's descriptions; users may have types of their own. */
  type: string;
  /** Numbers only: whether every value is whole. */
  integer: boolean;
  /** Image columns only. */
  layers: Layer[];
  /** What its cells hold, or the items of its lists: "audio-file", ..., "image-file" for lists of pictures. */
  media?: string | null;
  /** Whether a cell holds a list of them. */
  many?: boolean;
  /** Of lists and arrays of one dimension: the kind of what they hold. */
  items?: Kind | null;
  /** Made by the browser where several tables have the column: its name in each, null where one has none. */
  lanes?: (string | null)[];
}

export interface TableInfo {
  title: string;
  /** The artifact the table came from, "name:v0", or "". */
  subtitle: string;
  row_count: number;
  /** Grows when rows that were there may read otherwise, as after a new column; new rows leave it. */
  edition: number;
  columns: ColumnInfo[];
  /** Groups that say what is true, where that is known; else their names tell. */
  truth?: string[];
}

/** What went wrong, as the browser shows it: one sentence, the span in the expression, the next step. */
export interface Failure {
  kind: string;
  message: string;
  start: number;
  end: number;
  hint: string | null;
  replacement: string | null;
  /** Index of the filter clause the failure stands in. */
  clause: number | null;
}

export interface Warning {
  message: string;
  start: number;
  end: number;
}

/** A number; a point in time crosses as ISO text, and what has no time zone is UTC. */
export type Bound = number | string;

export interface NumberSummary {
  kind: "number" | "timestamp";
  integer: boolean;
  min: Bound | null;
  max: Bound | null;
  bins_all: number[];
  bins_kept: number[];
  empty_all: number;
  empty_kept: number;
  nan_all: number;
  nan_kept: number;
  /** The expression that is counted where that is not the column itself: the length of a list. */
  of?: string;
  /** Of histograms: the outer edges of all of them. */
  ends?: [number, number];
}

export interface TextSummary {
  kind: "text" | "boolean";
  distinct: number;
  top: { value: string | boolean; all: number; kept: number }[];
  empty_all: number;
  empty_kept: number;
  /** As of a NumberSummary: the kind of a mixed cell. */
  of?: string;
}

/** Objects: the names that they have values for. */
export interface StructSummary {
  kind: "struct";
  fields: string[];
  empty_all: number;
  empty_kept: number;
}

/** Share of each class in the rows kept: of pixels for a mask group, of boxes for a box group. */
export interface ImageSummary {
  kind: "image";
  layers: {
    group: string;
    kind: "mask" | "box";
    classes: { class_id: number; count: number; share: number }[];
  }[];
}

export type Summary = NumberSummary | TextSummary | ImageSummary | StructSummary | { kind: "none" };

export interface NumberCell {
  mean: Bound | null;
  std: number | null;
  min: Bound | null;
  max: Bound | null;
  bins: number[];
  empty: number;
  /** Where they were asked for; null where no cell has a value. */
  quartiles?: Bound[] | null;
}

export interface TextCell {
  top: { value: string | boolean; count: number }[];
  distinct: number;
  empty: number;
}

/** The histograms of a group's rows, added up on an axis that all groups of the page share. */
export interface HistogramGroupCell {
  kind: "histogram";
  low: number;
  high: number;
  bins: number[];
  /** Rows that were added up, of so many in the group. */
  rows: number;
  of: number;
}

/** Row ids of a group's first pictures. */
export interface GalleryCell {
  rows: number[];
}

/** A value to group by. What is a list or an object, or varies by row in kind, is Extended JSON. */
export type KeyValue = string | number | boolean | null | object;

export interface Group {
  /** One value per entry of `group_by`. */
  key: KeyValue[];
  rows: number;
  cells: Record<string, NumberCell | TextCell | GalleryCell | HistogramGroupCell>;
}

/** All groups that have one first key. */
export interface GroupBand {
  key: KeyValue;
  rows: number;
  /** Place of its first group on the page. */
  start: number;
  /** The mean that orders the groups, and of which column; null where something else does. */
  mean: Bound | null;
  column: string | null;
}

/** Small pictures: JPEG bytes and the class ids of each mask at the same size. Numbers are indexes into the buffers. */
export interface ThumbnailItem {
  row: number;
  /** Size of the original, in pixels. */
  width: number;
  height: number;
  /** Size of the thumbnail, in pixels. */
  thumb_width: number;
  thumb_height: number;
  mime: string;
  pixels: number;
  masks: MaskData[];
  boxes: BoxGroup[];
  caption: string | null;
  /** Set when the picture cannot be shown; everything but `row` may then be missing. */
  error?: string;
}

/** Class ids, row by row, one byte (`bits` 8) or two (16, little-endian) each, packed with zlib ("deflate"). */
export interface MaskData {
  group: string;
  width: number;
  height: number;
  bits: 8 | 16;
  ids: number;
  /** Set when the mask cannot be drawn over its picture; `ids` is -1 unless stretching it would do. */
  error?: string;
}

export interface BoxGroup {
  group: string;
  boxes: Box[];
}

/** A box in pixels of the original image; y grows downwards. */
export interface Box {
  min_x: number;
  max_x: number;
  min_y: number;
  max_y: number;
  class_id: number | null;
  caption: string | null;
  scores: Record<string, number>;
}

/** The original picture. `pixels` is the index of its bytes in the buffers. */
export interface ImageData {
  row: number;
  width: number;
  height: number;
  mime: string;
  pixels: number;
  masks: MaskData[];
  boxes: BoxGroup[];
  caption: string | null;
  error?: string;
}

/** How the scores of the boxes of one group are spread over the rows that match. */
export interface ScoreHistogram {
  /** Number of boxes that have the score. */
  count: number;
  /** Boxes per bin, from `min` to `max` or, where all scores lie there, from 0 to 1. */
  bins: number[];
  min: number | null;
  max: number | null;
}

/** Something that may be written: `insert` in place of what stands from `start` to `end`, in characters. */
export interface CompletionItem {
  label: string;
  insert: string;
  start: number;
  end: number;
  kind:
    | "column"
    | "field"
    | "variable"
    | "function"
    | "operator"
    | "argument"
    | "table"
    | "keyword"
    | "constant"
    | "class";
  /** The kind of a column's values, the arguments of a function, the id of a class. */
  detail: string;
}

/** What a column holds in the brushed rows: the parts of its summary that say what is kept. */
export interface BrushedColumn {
  bins_kept?: number[];
  top?: { value: unknown; kept: number }[];
  empty_kept: number;
  nan_kept?: number;
  infinite_kept?: number;
}
