import { effect } from "@preact/signals";
import { useLayoutEffect, useState } from "preact/hooks";
import { Icon } from "../../../controls/icon";
import { pixelRatioOf, thumbnailsOf } from "../../../panels/image";
import { type Thumbnail, type ThumbnailState, thumbnailSize } from "../../../thumbnails";
import type { Box, ColumnInfo } from "../../../wire";
import { useView } from "../../context";
import { LaneMark, sideClass } from "../lane";
import { placeTags } from "./detection-tags";

/** So many boxes have a name, the surest ones; more names would cover the photo. */
const MOST_NAMED = 6;
const TAG_PX = 16;
const LETTER_PX = 5.9;
const MARK_PX = 20;

/** What one table has of a photo. */
export interface PhotoSide {
  column: ColumnInfo;
  truth: string;
  found: string;
  /** Score that counts; null where boxes have none. */
  score: string | null;
}

export interface DetectionPhotoProps {
  /** Per table; null for one without photos. */
  sides: readonly (PhotoSide | null)[];
  row: number;
  width: number;
  height: number;
  /** Least score of a class. */
  limitOf(label: string): number;
  /** What is seen, for screen readers. */
  label: string;
}

interface Found {
  side: number;
  box: Box;
  label: string;
  /** Null where boxes have no score. */
  score: number | null;
}

/** A photo with the boxes of all tables over each other, each in its colour, and the true ones dashed. */
export function DetectionPhoto(props: DetectionPhotoProps) {
  const { sides, row, width, height } = props;
  const states = usePhotos(
    sides.map((side) => side?.column ?? null),
    row,
    width,
    height,
  );
  const failed = states.find((state) => state?.status === "failed");
  const base = states.find((state) => state?.status === "ready");
  return (
    <div class="dv-photo" style={{ height: `${height}px` }}>
      {base?.status === "ready" ? (
        <Drawn {...props} base={base.picture} pictures={states.map(pictureOf)} />
      ) : failed?.status === "failed" ? (
        <span class="dv-quiet" title={failed.message}>
          <Icon name="warning" /> This photo could not be read.
        </span>
      ) : (
        <span class="dv-skeleton" />
      )}
    </div>
  );
}

interface DrawnProps extends DetectionPhotoProps {
  base: Thumbnail;
  pictures: (Thumbnail | null)[];
}

function Drawn(props: DrawnProps) {
  const { sides, width, height, limitOf, base, pictures } = props;
  // Pixels of the photo in one pixel of the screen.
  const scale = Math.max(base.width / width, base.height / height);
  const first = pictures.findIndex(Boolean);
  const truth = boxesOf(pictures[first] ?? null, sides[first]?.truth ?? "");
  const found = sides.flatMap((side, k) =>
    boxesOf(pictures[k] ?? null, side?.found ?? "").flatMap((box): Found[] => {
      const label = labelOf(side, box);
      const score = side?.score ? (box.scores[side.score] ?? Number.NEGATIVE_INFINITY) : null;
      return score === null || score >= limitOf(label) ? [{ side: k, box, label, score }] : [];
    }),
  );
  const named = found.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, MOST_NAMED);
  const tags = named.map(tagText);
  const places = placeTags(
    tags.map((text, k) => {
      const { box, side } = named[k] as Found;
      return {
        x: box.min_x,
        y: side % 2 === 0 ? box.min_y + TAG_PX * scale : box.max_y,
        width: (text.length * LETTER_PX + MARK_PX) * scale,
      };
    }),
    { width: base.width, height: base.height, line: TAG_PX * scale },
  );
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${base.width} ${base.height}`}
      role="img"
      aria-label={props.label}
    >
      <image href={base.photo.src} width={base.width} height={base.height} preserveAspectRatio="none" />
      {truth.map((box, k) => (
        <g key={k}>
          <Frame box={box} class="dv-photo-ground is-thin" />
          <Frame box={box} class="dv-photo-true" />
        </g>
      ))}
      {found.map((one, k) => (
        <g key={k} class={sideClass(one.side)}>
          <title>{tagText(one)}</title>
          <Frame box={one.box} class="dv-photo-ground" />
          <Frame box={one.box} class="dv-photo-box" />
        </g>
      ))}
      {tags.map((text, k) => {
        const { x, y } = places[k] as { x: number; y: number };
        return (
          <g key={k} class="dv-photo-tag" transform={`translate(${x} ${y}) scale(${scale})`}>
            <rect y={-TAG_PX} width={text.length * LETTER_PX + MARK_PX} height={TAG_PX} rx={2} />
            <g transform={`translate(4 ${-TAG_PX + 3})`}>
              <LaneMark side={(named[k] as Found).side} />
            </g>
            <text x={17} y={-4}>
              {text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Frame({ box, class: look }: { box: Box; class: string }) {
  return (
    <rect
      class={look}
      x={box.min_x}
      y={box.min_y}
      width={box.max_x - box.min_x}
      height={box.max_y - box.min_y}
      vector-effect="non-scaling-stroke"
    />
  );
}

function tagText({ label, score }: Found): string {
  return score === null ? label : `${label} ${score.toFixed(2)}`;
}

function boxesOf(picture: Thumbnail | null, group: string): Box[] {
  return picture?.boxes.find((each) => each.group === group)?.boxes ?? [];
}

function labelOf(side: PhotoSide | null, { class_id }: Box): string {
  const layer = side?.column.layers.find(({ group, kind }) => kind === "box" && group === side.found);
  return (
    layer?.classes.find(([id]) => id === class_id)?.[1] ?? (class_id === null ? "" : `class_${class_id}`)
  );
}

const pictureOf = (state: ThumbnailState | null) => (state?.status === "ready" ? state.picture : null);

/** The photo of each table, as large as the screen needs. */
function usePhotos(
  columns: readonly (ColumnInfo | null)[],
  row: number,
  width: number,
  height: number,
): (ThumbnailState | null)[] {
  const view = useView();
  const size = thumbnailSize(width, height, pixelRatioOf(view).value);
  const [states, setStates] = useState<(ThumbnailState | null)[]>([]);
  const names = columns.map((column) => column?.name ?? "").join("\n");
  useLayoutEffect(() => {
    const used = columns.map((column) => (column ? thumbnailsOf(view).use(column.name, row, size) : null));
    const stop = effect(() => setStates(used.map((each) => each?.state.value ?? null)));
    return () => {
      stop();
      for (const each of used) each?.release();
    };
  }, [view, names, row, size]);
  return states;
}
