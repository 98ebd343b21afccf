import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { Thumbnail } from "../../panels/image";
import { MediaThumbnail } from "../../panels/media";
import type { ColumnInfo } from "../../wire";
import { useView } from "../context";

/** Height by width; of a sound, which is long and flat, less. */
const SHAPE = 0.75;
const FLAT = 0.32;

export interface MediaTileProps {
  column: ColumnInfo;
  /** Place among all that the key has. */
  row: number;
  width: number;
  step: number;
}

/** One medium of a step; a click or Enter opens it. */
export function MediaTile({ column, row, width, step }: MediaTileProps) {
  const { viewer } = useView();
  if (column.kind === "image")
    return <Thumbnail column={column} row={row} width={width} height={Math.round(width * SHAPE)} />;
  const height = Math.max(72, Math.round(width * (column.media === "audio-file" ? FLAT : SHAPE)));
  const open = () => {
    viewer.value = { column: column.name, position: row };
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: its button opens it, too
    <div class="dv-media-tile" data-row={row} onClick={open}>
      <MediaThumbnail column={column} row={row} width={width} height={height} isCaptioned />
      <button
        type="button"
        class="dv-open"
        title="Open"
        aria-label={`Open what was logged at step ${formatCount(step)}`}
        onClick={(event) => {
          event.stopPropagation();
          open();
        }}
      >
        <Icon name="expand" />
      </button>
    </div>
  );
}
