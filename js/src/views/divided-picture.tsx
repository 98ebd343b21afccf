import type { Signal } from "@preact/signals";
import { useComputed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { legendOf } from "../overlays";
import { Thumbnail } from "../panels/image";
import type { ColumnInfo, Overlays } from "../wire";
import { useView, ViewContextProvider } from "./context";
import { type Side, sidesOf } from "./picture-sides";

export interface DividedPictureProps {
  column: ColumnInfo;
  row: number;
  width: number;
  height: number;
}

/** A picture; under the pointer a line divides what is true from what was predicted, and follows. */
export function DividedPicture({ column, row, width, height }: DividedPictureProps) {
  const view = useView();
  const share = useSignal<number | null>(null);
  const legend = legendOf(view).value;
  const hidden = view.overlays.value.hidden_groups;
  const images = view.info.value?.columns.filter(({ kind }) => kind === "image") ?? [];
  const sides = sidesOf(column, images, legend, hidden);
  const at = share.value;
  const isDivided = sides !== null && at !== null;
  const percent = `${((at ?? 0) * 100).toFixed(2)}%`;
  return (
    <span
      class="dv-divided"
      style={{ width: `${width}px`, height: `${height}px` }}
      onPointerMove={(event) => {
        if (sides === null || event.pointerType !== "mouse") return;
        const { left, width: w } = event.currentTarget.getBoundingClientRect();
        share.value = Math.max(0, Math.min(1, (event.clientX - left) / w));
      }}
      onPointerLeave={() => {
        share.value = null;
      }}
    >
      {isDivided ? (
        <>
          <SidePicture side={sides[0]} row={row} width={width} height={height} />
          <span class="dv-divided-half" style={{ clipPath: `inset(0 0 0 ${percent})` }}>
            <SidePicture side={sides[1]} row={row} width={width} height={height} />
          </span>
          <i class="dv-divided-line" style={{ left: percent }} />
          <span class="dv-divided-label" aria-hidden="true">
            {sides[0].label}
          </span>
          <span class="dv-divided-label is-right" aria-hidden="true">
            {sides[1].label}
          </span>
        </>
      ) : (
        <Thumbnail column={column} row={row} width={width} height={height} />
      )}
    </span>
  );
}

/** A picture with the groups of one side alone. */
function SidePicture({
  side,
  row,
  width,
  height,
}: {
  side: Side;
  row: number;
  width: number;
  height: number;
}) {
  const view = useView();
  const without = side.without.join("\n");
  const overlays = useComputed<Overlays>(() => {
    const all = view.overlays.value;
    const groups = without ? without.split("\n") : [];
    return { ...all, hidden_groups: [...all.hidden_groups, ...groups] };
  });
  // Thumbnails read the overlays and write none.
  const one = useMemo(
    () => ({ ...viewParts(view), overlays: overlays as Signal<Overlays> }),
    [view, overlays],
  );
  return (
    <ViewContextProvider value={one}>
      <Thumbnail column={side.column} row={row} width={width} height={height} />
    </ViewContextProvider>
  );
}

function viewParts(view: ReturnType<typeof useView>) {
  const { channel, signal, query, overlays, selected, info, rows, viewer, hoverClass } = view;
  return { channel, signal, query, overlays, selected, info, rows, viewer, hoverClass };
}
