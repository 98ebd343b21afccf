import { Chunked } from "../views/chunked";
import { Thumbnail, type ThumbnailProps } from "./image";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";
import { isMedia } from "./visual";

const PADDING = 4;
const HEIGHT = 96;
const WIDTH = 124;
/** Of a list, room for so many. */
const MOST = 3;

/** Width and height of a cell by what is in it, in px, where the usual does not suit. */
const SIZES: Record<string, [number, number]> = {
  "audio-file": [240, 64],
  "video-file": [156, HEIGHT],
  "html-file": [180, HEIGHT],
  "plotly-file": [180, HEIGHT],
  "bokeh-file": [180, HEIGHT],
  "vega-file": [180, HEIGHT],
};

/** A cell's media, small; `only` is the place in its list of the one to show. */
export function MediaThumbnail(props: ThumbnailProps & { only?: number; isCaptioned?: boolean }) {
  const { width, height } = props;
  return (
    <Chunked
      name="media"
      waiting={(failure) => (
        <span
          class="dv-skeleton"
          title={failure ?? undefined}
          style={{ width: `${width}px`, height: `${height}px` }}
        >
          {failure && "not loaded"}
        </span>
      )}
    >
      {({ MediaStills }) => <MediaStills {...props} />}
    </Chunked>
  );
}

/** A cell that is looked at, small, whatever it holds. */
export function AnyThumbnail(props: ThumbnailProps) {
  return props.column.kind === "image" ? <Thumbnail {...props} /> : <MediaThumbnail {...props} />;
}

function MediaCell({ column, value, row, width, height }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  return (
    <MediaThumbnail column={column} row={row} width={width - 2 * PADDING} height={height - 2 * PADDING - 1} />
  );
}

registerPanel({
  name: "media",
  label: "Media",
  icon: "image",
  accepts: isMedia,
  Cell: MediaCell,
  align: "picture",
  width: ({ media, many }, values) => {
    const width = SIZES[media as string]?.[0] ?? WIDTH;
    if (!many) return width;
    const longest = Math.max(1, ...values.map((value) => (Array.isArray(value) ? value.length : 0)));
    return Math.min(MOST, longest) * Math.min(width, WIDTH);
  },
  heightOf: ({ media }) => SIZES[media as string]?.[1] ?? HEIGHT,
});
