/** What crosses for media of any kind: small stills for cells, the bytes of a file in parts, what a viewer asks beyond. */

/** One medium of a cell, with a still small enough for the grid. */
export interface StillData {
  /** Its place in the cell, 0 where the cell has one only. */
  index: number;
  /** As W&B's descriptions call its kind: "audio-file", "video-file", ..., "image-file". */
  type: string;
  /** The file's extension, lower case, without the dot. */
  format: string;
  mime: string;
  caption: string | null;
  /** Bytes of the file. */
  size: number;
  /** What is known of it, by the names that the language has for the fields of its cell. */
  facts: Record<string, unknown>;
  /** Size of the still, in pixels, where it is a picture. */
  width: number | null;
  height: number | null;
  /** Kind of the still: of a picture, "application/x-peaks" (int8 pairs of least and greatest), "text/plain"; null
   * where nothing can be drawn from the file. */
  still: string | null;
  /** Index of the still's bytes in the buffers, -1 without one. */
  data: number;
  /** Set when the file cannot be read. */
  error?: string;
}

/** The media of one cell: at most 12 stills, and how many there are. */
export interface StillsItem {
  row: number;
  count: number;
  stills: StillData[];
  /** Set when the cell cannot be shown; nothing else is there then but `row`. */
  error?: string;
}

/** Where a medium stands: its column, its row, and its place in the cell. */
export interface MediaPlace {
  column: string;
  row: number;
  index: number;
}

export interface MediaQuestions {
  /** At most 12 stills a cell, from the item `start` on. */
  stills: {
    params: { column: string; rows: number[]; size_px: number; start?: number };
    result: { items: StillsItem[] };
  };
  /** Bytes `start` to `start + count` of a file, at most 4 MB at a time, in buffer 0. */
  media: {
    params: MediaPlace & { start: number; count: number };
    result: Omit<StillData, "index" | "width" | "height" | "still" | "error"> & { start: number };
  };
  /** What the class of the medium works out for its viewer; `what` says which. */
  media_view: {
    params: MediaPlace & { what: string; [name: string]: unknown };
    result: Record<string, unknown>;
  };
  /** JavaScript that an installed Python package carries, from byte `start`, in buffer 0. */
  library: {
    params: { name: string; start: number; count: number };
    result: { size: number; version: string };
  };
}
