/** Everything that crosses between Python and the browser, with the field names Python uses. */
import type { MediaQuestions } from "./media/wire";
import type {
  Bound,
  BrushedColumn,
  ColumnInfo,
  CompletionItem,
  Failure,
  Group,
  GroupBand,
  ImageData,
  ScoreHistogram,
  Summary,
  TableInfo,
  ThumbnailItem,
  Warning,
} from "./table-facts";
import type { Query, SavedView, ViewState, ViewsAction } from "./view-traits";
import type { LineageQuestions } from "./views/lineage/wire";

export type * from "./table-facts";
export type * from "./view-traits";

/** Whether a page takes files of pictures and other media along, or what cells show of them. */
export type PageMedia = "stills" | "originals";

/** Of a view that has many runs: the one run that a page is to show, with the traits of its view. */
export interface PageOf {
  run: string;
  traits: Record<string, unknown>;
}

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
  /** Ids of the rows `start` to `start + count` in the order of the view, as 64-bit floats in buffer 0. */
  row_order: { params: { query: Query; start: number; count: number }; result: { count: number } };
  /** Ids of the rows `start` to `start + count` of the view, of the first ones where so many cannot be ticked, as
   * `packIds` writes them. */
  row_ids: { params: { query: Query; start: number; count: number }; result: { ids: string } };
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
      /** As `packIds` writes them. */
      selected: string;
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
    params: { media: PageMedia } & Partial<PageOf>;
    /** `originals`: about how many bytes original files would add, 0 where they are in it or there are none. */
    result: { size: number; pictures: number; notes: string[]; originals: number };
  };
  /** Write that page; `browser` sends it in buffer 0. */
  share: {
    params: { to: "folder" | "browser"; name?: string; media: PageMedia } & Partial<PageOf>;
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
