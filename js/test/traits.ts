import type { Layout, Overlays } from "../src/wire";

/** What a view starts with, as `table_view.py` sends it. */
export const OVERLAYS: Overlays = {
  hidden_classes: [],
  hidden_groups: [],
  opacity: {},
  styles: {},
  labels: true,
  scores: {},
  colors: {},
};

export const LAYOUT: Layout = {
  mode: "grid",
  widths: {},
  pinned: null,
  row_height: null,
  gallery: { column: null, size_px: 200, captions: null },
};
