import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { kindOf, type ViewerProps } from "../../media/kinds";
import type { ColumnInfo } from "../../wire";
import { type OpenPicture, useView } from "../context";
import { MediaFrame } from "./media-frame";
import { hasNoMedium, MediaStage } from "./media-stage";
import { SaveButton } from "./save-button";

export interface MediaViewerProps {
  /** Which medium is open, in words; of a table its row. */
  wordsOf?(position: number): string;
  /** What closing leads to; a table unless given. */
  back?: string;
}

/** The open medium on the whole of the view; nothing while none is open. */
export function MediaViewer(props: MediaViewerProps) {
  const view = useView();
  const open = view.viewer.value;
  const column = view.info.value?.columns.find(({ name }) => name === open?.column);
  return open && column ? <OpenMedium key={column.name} open={open} column={column} {...props} /> : null;
}

interface OpenMediumProps extends MediaViewerProps {
  open: OpenPicture;
  column: ColumnInfo;
}

function OpenMedium({ open, column, wordsOf, back }: OpenMediumProps) {
  const view = useView();
  const keys: ViewerProps["keys"] = useRef(null);
  // The same place in the list of each row, so that rows are compared item by item.
  const item = useSignal(open.item ?? 0);
  const items = useSignal(1);
  const { noun, hints } = kindOf(column.media ?? "");
  const index = Math.max(0, Math.min(item.value, items.value - 1));
  return (
    <MediaFrame
      open={open}
      column={column}
      noun={noun}
      hints={hints}
      keys={keys}
      item={item}
      items={items}
      wordsOf={wordsOf}
      back={back}
      shownColumn={(row) => (hasNoMedium(row, column.name) ? null : column)}
      stage={(row) => <MediaStage column={column} row={row} item={item} items={items} keys={keys} />}
      actions={(row) =>
        !hasNoMedium(row, column.name) && (
          <SaveButton source={{ view, column: column.name, row: row.id, index }} />
        )
      }
    />
  );
}
