import { useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import type { DetectionResult, PhotoCounts } from "../../../evaluation/detection-wire";
import { formatCount } from "../../../format";
import { type CompareState, useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { isLaneColumn } from "../merged-columns";
import { missingWords } from "../words";
import { limitOf } from "./clauses";
import { KINDS } from "./detection-kinds";
import { DetectionPhoto, type PhotoSide } from "./detection-photo";
import { detectionPickOf, type PickedKind } from "./detection-pick";
import { overlayOf } from "./detection-shown";
import { scoresOf } from "./scores-state";
import { useWidth } from "./use-width";

/** Photos at first, and with every "more". */
const PHOTOS = 2;
const MORE = 4;
const HEIGHT_PX = 252;
const GAP_PX = 12;
/** Under this width photos stand under each other. */
const BESIDE_PX = 480;

/** The photos that were picked; else those in which tables find most differently many boxes (of one table, in which it
 * errs most). */
export function DetectionPhotos({
  result,
  photos: worst,
  missing,
}: {
  result: DetectionResult;
  photos: readonly PhotoCounts[];
  /** Why there are none, where that is not known. */
  missing: string | undefined;
}) {
  const view = useCompare();
  const scores = scoresOf(view);
  const { place, width } = useWidth();
  const [count, setCount] = useState(PHOTOS);
  const picked = detectionPickOf(view).picked.value;
  const photos = picked?.photos ?? worst;
  const names = scores.names.value;
  const hasMarks = result.sides.length > 1;
  const limits = scores.limits.value;
  const index = scores.classIndex.value;
  const sides = photoSides(view, result);
  const perLine = width < BESIDE_PX ? 1 : 2;
  const own = Math.floor((width - GAP_PX * (perLine - 1)) / perLine);
  return (
    <section class="dv-detection-photos" aria-label="Photos">
      <div class="dv-scores-head">
        <h3>
          {picked
            ? pickedTitle(picked, names, result.classes)
            : hasMarks
              ? "Photos where they differ most"
              : "Photos with most errors"}
        </h3>
        {index !== null && <span class="dv-quiet">{result.classes[index]}</span>}
        <span class="dv-grow" />
        <span class="dv-quiet dv-true-box">
          <svg width="20" height="8" viewBox="0 0 20 8" aria-hidden="true">
            <path d="M0 4H20" />
          </svg>{" "}
          true box
        </span>
      </div>
      <div ref={place} />
      {photos.length === 0 && (
        <p class="dv-quiet">
          {missing && !picked
            ? missing
            : hasMarks
              ? "Each photo has as many right boxes in every table."
              : "No photo has an error at this threshold."}
        </p>
      )}
      {width > 0 && (
        <ul class="dv-photos">
          {photos.slice(0, count).map((photo) => (
            <li key={photo.row} style={{ width: `${own}px` }}>
              <DetectionPhoto
                sides={sides}
                row={photo.row}
                width={own}
                height={HEIGHT_PX}
                limitOf={(label) => limitOf(limits, result.classes.indexOf(label))}
                label={captionOf(photo, hasMarks ? names : null)}
              />
              <p class="dv-quiet">
                {photo.sides.map((side, k) => (
                  <span key={k}>
                    {hasMarks && <LaneMark side={k} label={names[k] ?? ""} />}{" "}
                    {side ? countsOf(side) : missingWords(view, "row", k)}
                  </span>
                ))}
              </p>
            </li>
          ))}
        </ul>
      )}
      {photos.length > count && (
        <Button look="link" small label="Show more photos" onClick={() => setCount(count + MORE)} />
      )}
    </section>
  );
}

function pickedTitle(
  { kind, side, truth = -1, prediction = -1 }: PickedKind,
  names: readonly string[],
  classes: readonly string[],
): string {
  if (kind === null) return `Photos with ${classes[truth]} taken for ${classes[prediction]}`;
  const label = KINDS.find((each) => each.kind === kind)?.label.toLowerCase() ?? "";
  const whose = side === null || names.length < 2 ? "" : ` of ${names[side]}`;
  return `Photos with ${label} boxes${whose}`;
}

function countsOf({ right, wrong, truths }: NonNullable<PhotoCounts["sides"][number]>): string {
  return `${formatCount(right)} of ${formatCount(truths)} found${wrong > 0 ? `, ${formatCount(wrong)} wrong` : ""}`;
}

function captionOf({ row, sides }: PhotoCounts, names: readonly string[] | null): string {
  const each = sides.flatMap((side, k) => (side ? [`${names ? `${names[k]} ` : ""}${countsOf(side)}`] : []));
  return `Photo of row ${row + 1}: ${each.join("; ")}`;
}

/** Where each table has photos and boxes. */
function photoSides(view: CompareState, { options, sides }: DetectionResult): (PhotoSide | null)[] {
  const merged = view.info.value?.columns ?? [];
  const flat = view.flat.value?.columns ?? [];
  return sides.map(({ score }, side) => {
    const truth = overlayOf(options.truth, side, merged);
    const found = overlayOf(options.prediction, side, merged);
    const column = merged.find(({ name }) => name === found?.column);
    if (!truth || !found || !column) return null;
    const name = isLaneColumn(column) ? column.lanes[side] : column.name;
    const own = flat.find((each) => each.name === name);
    return own ? { column: own, truth: truth.group, found: found.group, score } : null;
  });
}
