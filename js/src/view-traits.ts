/** What of a view is kept and shared: its traits, and what a name keeps of them. Field names are those of Python. */

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
  /** Ids of the rows that are ticked, as `packIds` writes them. */
  selected: string;
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
