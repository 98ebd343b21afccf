/** What Python writes into a page, besides what `wire.ts` has. */
import type {
  DeletedRow,
  FileKind,
  FileRow,
  How,
  InnerWhat,
  ProjectListing,
  RunRow,
  VersionAbout,
  VersionChange,
  VersionRow,
} from "../project/wire";
import type { KindName } from "../query/index";
import type { LineageUser } from "../views/lineage/wire";
import type { Bound, Query, Questions, TableInfo, ThumbnailItem } from "../wire";

/** A kind as `dsviz_widget/query/kinds.py` has it. */
export interface KindSaid {
  name: KindName;
  bits?: number;
  integer?: boolean;
  element?: KindSaid | null;
  fields?: [string, KindSaid][];
  integer_keys?: boolean;
}

/** What is known of the values of a column; what nothing is known of is left out. */
interface FactsSaid {
  nullable?: boolean;
  nan?: boolean;
  finite?: boolean;
}

export interface SchemaSaid {
  columns: ({ name: string; kind: KindSaid } & FactsSaid)[];
  tables: Record<string, string>[];
  present: string[];
  labels: string[];
}

/** Bytes in a pack of pictures: the number of the pack, where they begin, and how many there are. */
export type Place = [pack: number, start: number, count: number];

/** A picture with places where an answer has indexes of buffers. */
export type PictureSaid = Omit<ThumbnailItem, "row" | "pixels" | "masks"> & {
  pixels?: Place;
  masks?: { group: string; width: number; height: number; bits: 8 | 16; ids: Place | null; error?: string }[];
};

/** An answer that Python gave beforehand; `params` are those that it goes with, null for all. */
export interface BakedAnswer {
  method: string;
  params: unknown;
  result: unknown;
  buffers: Place[];
}

/** How the head of a column is drawn that has no axis of its own. */
export type Measure =
  | { kind: "of"; of: string; ends?: [string, string] }
  | { kind: "struct"; fields: string[] }
  | { kind: "image" };

/** A table in the page. */
export interface TableSaid {
  info: TableInfo;
  schema: SchemaSaid;
  /** Columns that the view has, in their order; expressions may know more. */
  shown: string[];
  /** Columns that every answer has besides those that are asked for. */
  marks: string[];
  /** Columns whose cells are JSON in which MongoDB's words say what JSON cannot. */
  texts: string[];
  measures: Record<string, Measure>;
  /** The query whose first answer is in the page, and that answer. */
  first: { query: Query; result: Questions["open"]["result"]; count: number };
  /** Longer side of the pictures, in pixels; null where there are none. */
  picture_px: number | null;
  /** Parts with the pictures of a column, by row id. */
  pictures: Record<string, string>;
  /** Parts with the stills of a column, by row id. */
  stills: Record<string, string>;
  /** Parts with the pictures of a column as they were logged, and with its files, where the page has them. */
  whole?: Record<string, string>;
  originals?: Record<string, string>;
  /** Rows in Python, of which the page may have some. */
  row_count: number;
}

/** How the tables of a comparison stand in its rows. */
export interface ComparisonSaid {
  /** Number of tables. */
  count: number;
  /** Per table the column that tells whether it has a row; empty where all have all. */
  present: string[];
  /** The column with the number of the table, of tables that stand after each other; null for others. */
  stacked: string | null;
  /** By name in the tables, the column of each. */
  columns: Record<string, (string | null)[]>;
  quick: { id: string; clause: string | null }[];
  /** The part with the scores of the view as it was written; null where nothing was scored. */
  scores: string | null;
}

/** What a run has in the page. */
export interface RunSaid {
  /** The part with its lines. */
  lines: string;
  baked: BakedAnswer[];
  /** Parts with the pictures, or the stills, of a key, by their place among all that the page has of it. */
  pictures: Record<string, string>;
  stills: Record<string, string>;
  /** The same with pictures and files as they were logged, where the page has them. */
  whole: Record<string, string>;
  originals: Record<string, string>;
  /** Of each table that it logged, the name that begins its parts. */
  tables: { key: string; step: number; name: string }[];
}

/** The parts with a lineage's nodes and edges, and with what a tip says of each run and version, by id. */
export interface LineageSaid {
  graph: string;
  facts: string;
}

/** A file of a version, from its beginning: as much of it as is in the page. */
export interface ContentSaid {
  kind: FileKind;
  mime: string;
  size: number;
  is_text: boolean;
  data: Place;
}

/** What the page has of a version, by its number in the part of its artifact; of one that was deleted, `about` alone. */
export interface VersionSaid {
  about: VersionAbout;
  used_elsewhere: LineageUser[];
  /** A sentence where it is not in the page. */
  change: VersionChange | string;
  /** Null where they are too many, and `lacks` says so. */
  files: FileRow[] | null;
  more?: number;
  lacks?: string;
  contents?: Record<string, ContentSaid>;
  pictures?: Record<string, Omit<ThumbSaid, "data"> & { data: Place | null }>;
}

type ThumbSaid = Omit<Questions["version_thumbs"]["result"]["items"][number], "path">;

/** A view that opens within that of a project. */
export interface InnerSaid {
  what: InnerWhat;
  part: string;
  kind: string;
  title: string;
  notes: string[];
  /** Of a difference, by the kind of rows that is asked for. */
  queries?: Record<How, Query>;
}

/** What is listed of a project. */
export interface ListedSaid {
  opened: ProjectListing;
  artifacts: Record<string, { versions: VersionRow[]; deleted: DeletedRow[] }>;
  runs: RunRow[];
}

/** A project in the page. */
export interface ProjectSaid {
  /** The part with a `ListedSaid`. */
  listing: string;
  /** By artifact the part with its versions, by number. */
  artifacts: Record<string, string>;
  /** By the id of each run and version the part with the lineages that it may be in, and the part with facts. */
  lineages: Record<string, string>;
  facts: string;
  inner: InnerSaid[];
  /** What is not opened, and why. */
  refused: { what: InnerWhat; said: string }[];
  /** By the id of each run its part, and what a view of any of them begins with. */
  runs: Record<string, string>;
  run: ViewSaid | null;
  /** What is said of versions without their files, of those that nothing is told of, of rows that are compared, and
   * of other views. */
  lacks: Record<"whole" | "told" | "compared" | "other", string>;
}

/** A view in the page. */
export interface ViewSaid {
  name: string;
  traits: Record<string, unknown>;
  table: TableSaid | null;
  comparison: ComparisonSaid | null;
  /** By the id of each run in it, the part that says what the page has of it. */
  runs?: Record<string, string> | null;
  lineage?: LineageSaid | null;
  project?: ProjectSaid | null;
  baked: BakedAnswer[];
  /** What to say, by method, where an answer needs a kernel. */
  refused: Record<string, string>;
}

/** The bytes of a part of the page; null where there is none of the name. */
export type ReadPart = (name: string) => Promise<Uint8Array | null>;

export type { Bound };
