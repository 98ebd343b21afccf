import { Chunked } from "../views/chunked";
import type { ColumnInfo } from "../wire";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

const PADDING = 4;
const HEIGHT = 96;

/** Width and height of a cell by what is in it, in px, where the usual 124 × 96 does not suit. */
const SIZES: Record<string, [number, number]> = {
  "audio-file": [240, 64],
  "video-file": [156, HEIGHT],
  "html-file": [180, HEIGHT],
  "plotly-file": [180, HEIGHT],
  "bokeh-file": [180, HEIGHT],
  "vega-file": [180, HEIGHT],
};

/** Columns whose cells are media of one kind or lists of them; a single picture has a panel of its own. */
export function isMedia({ media, kind }: ColumnInfo): boolean {
  return Boolean(media) && kind !== "image";
}

function MediaCell({ column, value, row, width, height }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  return (
    <Chunked
      name="media"
      waiting={(failure) =>
        failure ? <span title={failure}>not loaded</span> : <span class="dv-skeleton dv-skeleton-picture" />
      }
    >
      {({ MediaStills }) => (
        <MediaStills
          column={column}
          row={row}
          width={width - 2 * PADDING}
          height={height - 2 * PADDING - 1}
        />
      )}
    </Chunked>
  );
}

registerPanel({
  name: "media",
  label: "Media",
  icon: "image",
  accepts: isMedia,
  Cell: MediaCell,
  align: "picture",
  width: ({ media, many }) => (SIZES[media as string]?.[0] ?? 124) * (many ? 1.6 : 1),
  heightOf: ({ media }) => SIZES[media as string]?.[1] ?? HEIGHT,
});
