import { useMemo } from "preact/hooks";
import { isVisual } from "../../../panels/visual";
import { Chunked } from "../../chunked";
import { ViewerWaiting } from "../../lazy-viewer";
import { type CompareState, useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import type { LaneColumn, Lane as LaneValue } from "../merged-columns";
import { missingWords } from "../words";

/** The open row's media of all tables, beside each other. */
export function LazyComparedMedia({ column }: { column: LaneColumn }) {
  const state = useCompare();
  const open = state.viewer.value;
  const names = useMemo(() => sideNames(state.about.value?.sides ?? []), [state.about.value]);
  const values = useMemo(
    () => state.columns.value.filter((other) => !isVisual(other)),
    [state.columns.value],
  );
  const sides = useMemo(
    () =>
      column.parts.map((part, side) => ({
        label: names[side] ?? "",
        column: part,
        gone: (cell: unknown) => goneWords(state, (cell as LaneValue[] | undefined)?.[side], side),
      })),
    [state, column, names],
  );
  return (
    <Chunked name="media" waiting={(failure, retry) => <ViewerWaiting failure={failure} onRetry={retry} />}>
      {({ ComparedMedia }) =>
        open && (
          <ComparedMedia
            key={column.name}
            open={open}
            column={column}
            sides={sides}
            values={values}
            Mark={LaneMark}
          />
        )
      }
    </Chunked>
  );
}

/** Why a table has nothing to show in a row; null where it has. */
function goneWords(state: CompareState, lane: LaneValue | undefined, side: number): string | null {
  if (!lane) return null;
  if (lane.missing !== null) return missingWords(state, lane.missing, side);
  return (lane.value ?? null) === null ? "nothing here" : null;
}
