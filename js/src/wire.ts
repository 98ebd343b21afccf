/** Types of everything that crosses between Python and the browser, with the field names Python uses. */
import type { MediaQuestions } from "./media/wire";
import type { LineageQuestions } from "./views/lineage/wire";

/** One condition on rows. The whole filter is the conjunction of the clauses that are on. */
export interface Clause {
  text: string;
  on: boolean;
  negated: boolean;
}

export interface SortKey {
  by: string;
  descending: boolean;
}

/** The trait `query`: what is on the screen, and what `view.query` reads in Python. */
export interface Query {
  version: 1;
  filters: Clause[];
  group_by: string[];
  sort: SortKey[];
  columns: string[] | null;
  panels: Record<string, PanelChoice>;
  limit: number | null;
  /** Columns that expressions make, shown after the others. */
  derive?: { name: string; text: string }[];
  /** What Python's results hold per group; kept here as it came. */
  agg?: object[];
  /** What an expression's error on a row does to Python's results; kept as it came. */
  on_error?: string;
}

/** The panel chosen for a column: of its cells, or apart for cells and for groups. */
export type PanelChoice = string | { cell?: string; group?: string };

/** The trait `overlays`: which classes and groups are drawn, and how strongly. Classes go by label, groups by name. */
export interface Overlays {
  hidden_classes: string[];
  hidden_groups: string[];
  /** Opacity of a group's masks, 0 to 1; absent means the default. */
  opacity: Record<string, number>;
  /** How the masks and boxes of a group are drawn; absent means the default. */
  styles: Record<string, LayerStyle>;
  /** Whether boxes carry their class, caption and score. */
  labels: boolean;
  /** Boxes outside of these ranges are not drawn: group, then name of the score, then both ends. */
  scores: Record<string, Record<string, [number | null, number | null]>>;
  /** Colours that users gave to classes, as #rrggbb, by label. */
  colors: Record<string, string>;
}

export interface LayerStyle {
  look?: "fill" | "outline" | "both";
  line?: "solid" | "dashed" | "dotted";
}

/** The trait `view_layout`: how the rows are laid out, whichever rows they are. */
export interface Layout {
  mode: "grid" | "gallery";
  /** Widths that users gave to columns, in pixels. */
  widths: Record<string, number>;
  /** Columns that stay at the left, in order; null leaves it to the view. */
  pinned: string[] | null;
  /** Height of a row, in pixels; null leaves it to the view. */
  row_height: number | null;
  gallery: {
    /** The image column shown; null is the first one. */
    column: string | null;
    /** Width of a picture, in pixels. */
    size_px: number;
    /** Columns under each picture; null leaves it to the view. */
    captions: string[] | null;
  };
}

/** Traits of the table view. */
export interface TableTraits {
  kind: "table";
  query: Query;
  overlays: Overlays;
  /** `layout` belongs to notebooks, for CSS around the widget. */
  view_layout: Layout;
  /** Row ids ticked by the user. */
  selected: number[];
  /** Groups fetched at a time. */
  page_size: number;
  height_px: number;
  theme: "auto" | "light" | "dark";
  /** Name of the saved view that was opened or saved last, or ""; whoever opens, saves, renames or deletes sets it. */
  saved_view: string;
  /** Panels of users, as Python knows them; Python alone writes it. */
  custom_panels: CustomPanelInfo[];
}

/** A panel of the user's own; its module comes by the question `panel`. */
export interface CustomPanelInfo {
  name: string;
  label: string;
  /** What it draws: kinds of columns, and names of column types. */
  kinds: string[];
  types: string[];
  /** Another module has another digest. */
  digest: string;
  /** Such columns show through it until another panel is chosen. */
  is_default: boolean;
  width_px: number | null;
  height_px: number | null;
}

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

/** All of a view that a name keeps: which rows, what is drawn over pictures, how it is laid out. */
export interface ViewState {
  query: Query;
  overlays: Overlays;
  layout: Layout;
}

/** A view that was given a name; it belongs to the project, and every notebook of the project sees it. */
export interface SavedView {
  name: string;
  /** ISO text, UTC. */
  saved_at: string;
  /** The table it was made on: "project/artifact", or a title. */
  table: string;
  state: ViewState;
}

/** What to do with the saved views; `save` replaces the view that has the name. */
export type ViewsAction =
  | { action: "list" }
  | { action: "save"; name: string; state: ViewState }
  | { action: "open"; name: string }
  | { action: "rename"; name: string; to: string }
  | { action: "delete"; name: string };

/** Questions a browser may ask, and what comes back (besides the buffers). */
export interface Questions extends MediaQuestions, LineageQuestions {
  /** Everything the first paint needs in one trip; buffer 0 holds the first rows as Arrow IPC, none when grouped. */
  open: {
    params: { query: Query; count: number };
    /** `matched` is null where counting takes long: `count` answers it. */
    result: { info: TableInfo; matched: number | null; error: Failure | null; warnings: Warning[] };
  };
  /** `open` once more after the table has grown. The row `anchor` is found again, in case the order puts others above
   * it: the rows of buffer 0 begin `below` rows above it, else at `start`, and always at a multiple of `page_rows`. */
  refresh: {
    params: {
      query: Query;
      start: number;
      count: number;
      page_rows: number;
      anchor: { row: number; below: number } | null;
    };
    result: Questions["open"]["result"] & {
      start: number;
      /** Position of the anchor; null where it matches no more, or none was given. */
      anchor_at: number | null;
    };
  };
  /** Number of rows that match. */
  count: { params: { query: Query }; result: { matched: number; total: number; warnings: Warning[] } };
  /** Rows `start` to `start + count` of the filtered, sorted view as Arrow IPC in buffer 0; `__row` is the row id.
   * With `group`, those of one group. */
  rows: {
    params: { query: Query; start: number; count: number; group?: Group["key"] };
    result: { start: number; count: number; matched: number | null };
  };
  /** Ids of the rows `start` to `start + count` of the view, as 64-bit floats in buffer 0. */
  row_ids: { params: { query: Query; start: number; count: number }; result: { count: number } };
  /** The rows of some ids as Arrow IPC in buffer 0: those that match in the order of the view, then the others. */
  ticked: { params: { query: Query; rows: number[] }; result: { count: number } };
  /** What columns hold in a range of one of them; fast enough to follow a hand. `query` has the other clauses. */
  brush: {
    params: {
      query: Query;
      column: string;
      low: number | string;
      high: number | string;
      columns: string[];
      bins: number;
      pixels: number;
    };
    result: {
      low: number | string;
      high: number | string;
      matched: number;
      /** Counted in a sample, until all rows are counted. */
      is_estimate: boolean;
      columns: Record<string, BrushedColumn>;
    };
  };
  /** Header figures of some columns. */
  summary: {
    params: { query: Query; columns: string[]; bins?: number };
    result: { columns: Record<string, Summary> };
  };
  groups: {
    params: {
      query: Query;
      start: number;
      count: number;
      gallery?: number;
      bins?: number;
      /** Columns whose cells are to have quartiles. */
      quartiles?: string[];
    };
    result: {
      group_count: number;
      matched: number;
      groups: Group[];
      /** With several keys: the groups of the first key that those of the page belong to. */
      bands?: GroupBand[];
      ranges: Record<string, { min: Bound; max: Bound }>;
    };
  };
  /** Row ids of one page of a group's pictures. */
  gallery: {
    params: { query: Query; key: Group["key"]; start: number; count: number };
    result: { rows: number[] };
  };
  /** Rows that would match if one clause alone were off. */
  without_each: { params: { query: Query }; result: { counts: number[] } };
  /** Try a clause while it is typed: `clause` is the index it replaces, null for a new one. Fails with a Failure. */
  check: {
    params: { query: Query; text: string; clause: number | null };
    result: {
      count: number;
      total: number;
      warnings: Warning[];
      empty_matches: number;
      /** The clause that leaves those out; null where there are none. */
      without_empty: string | null;
      errors: number;
    };
  };
  /** What may be written at a place of an expression, best first. */
  complete: {
    params: { query: Query; text: string; cursor: number };
    result: { items: CompletionItem[] };
  };
  /** A clause in the other form; no text where that cannot say it, and then the note has the reason. */
  translate: {
    params: { query: Query; text: string };
    result: { text: string | null; note: string; form: "mongo" | "infix" };
  };
  thumbnails: {
    params: { column: string; rows: number[]; size_px: number };
    result: { items: ThumbnailItem[] };
  };
  image: { params: { column: string; row: number }; result: ImageData };
  /** The scores called `key` of the boxes in a group of an image column. */
  box_scores: {
    params: { query: Query; column: string; group: string; key: string; bins: number };
    result: ScoreHistogram;
  };
  /** The saved views of the project, by name; all actions answer with the list as it is then. */
  views: {
    params: ViewsAction;
    result: {
      views: SavedView[];
      /** Of `open`: what to show, fitted to this table. */
      state: ViewState | null;
      /** Of `open`: a sentence for each part that this table has no place for. */
      notes: string[];
      /** The project, as users name it. */
      project: string;
    };
  };
  /** The rows that match, or those that are ticked, with the columns and the order of the view. */
  export: {
    params: {
      query: Query;
      rows: "matched" | "selected";
      selected: number[];
      /** `artifact` logs a new version of a dataset, whose media are references to where they are. */
      format: "csv" | "parquet" | "artifact";
      /** `folder` is that of the notebook; `browser` sends the file in buffer 0. An artifact goes to the store. */
      to: "folder" | "browser";
      /** Of the file or the artifact; made of the title unless given. */
      name?: string;
    };
    result: {
      row_count: number;
      /** The name that the file or the artifact got: a file that is there is never replaced. */
      name: string;
      /** Where the file is on the machine of the kernel. */
      path: string | null;
      size: number;
    };
  };
  /** How large a page of the view would be that needs no kernel, and what the page says that it lacks. */
  share_plan: {
    params: Record<string, never>;
    result: { size: number; pictures: number; notes: string[] };
  };
  /** Write that page; `browser` sends it in buffer 0. */
  share: {
    params: { to: "folder" | "browser"; name?: string };
    result: Questions["share_plan"]["result"] & { name: string; path: string | null };
  };
  /** Python that makes this view again. */
  code: { params: { state: ViewState }; result: { code: string } };
  /** What an expression would give as a column: its first values in the view, as Arrow IPC in buffer 0, `__row` first.
   * `replaces` names the derived column that is edited. Fails with a Failure whose span is in the text. */
  preview: {
    params: { query: Query; name: string; text: string; count: number; replaces: string | null };
    result: { column: ColumnInfo; name_error: string | null };
  };
  /** A panel of the user's own, as an ES module in buffer 0. */
  panel: { params: { name: string }; result: { name: string; digest: string } };
  /** A part of the front end, as an ES module in buffer 0. */
  chunk: { params: { name: string }; result: { name: string } };
  /** A chart: Vega or Vega-Lite that calls its rows `wandb`, which are buffer 0 as Arrow IPC; a spec that has its own
   * rows comes without. `notes` say what the picture leaves out. Of a run, the one that it logged under a key at `step`
   * or last before it, null for the last of all; `steps` are those that it was logged at, rising. */
  chart: {
    params: Record<string, never> | { run: string; key: string; step: number | null };
    result: {
      spec: Record<string, unknown>;
      notes: string[];
      description: string;
      step?: number;
      steps?: number[];
    };
  };
}

export type Method = keyof Questions;

/** Browser to kernel. */
export type Ask =
  | { kind: "ask"; id: string; method: Method; params: unknown }
  | { kind: "cancel"; id: string };

/** Kernel to browser. An answer comes in `parts` messages of at most 1 MB each; the first carries result or error. */
export interface Answer {
  kind: "answer";
  id: string;
  part: number;
  parts: number;
  /** First part only: the sizes of the buffers whose bytes, end to end, are cut into the parts. */
  sizes?: number[];
  result?: unknown;
  /** First part only: the result is JSON in the first buffer, being too long for a message of its own. */
  packed?: boolean;
  error?: Failure;
}

/** Now and then while an answer takes long: how much of it is done, from 0 to 1. */
export interface Progress {
  kind: "progress";
  id: string;
  share: number;
}

/** What Python says without being asked. */
export interface Events {
  /** The table has other rows: `row_count` of them now. Of those that were there none has changed while
   * `only_more` is true, and columns are the same. */
  rows: { row_count: number; only_more: boolean };
}

export type Event = {
  [Name in keyof Events]: { kind: "event"; name: Name } & Events[Name];
}[keyof Events];
