import { useMemo } from "preact/hooks";
import { type Agreement, compareMasks } from "../../../pixels/agreement";
import type { BoxFinds } from "../../../pixels/box-finds";
import { countOutcomes, type Outcome, type Verdict } from "../../../pixels/matching";
import type { PhotoDifference } from "../../../pixels/photo-difference";
import type { SideOutcomes } from "../../../pixels/side-outcomes";
import { shownPicture } from "../../../thumbnails";
import type { Box, ColumnInfo, Overlays } from "../../../wire";
import type { BoxJudgement } from "../../judging";
import type { Viewed } from "../../row-pictures";
import { withStretched } from "../../viewer-row";
import type { Waiting } from "./compared-contents";
import { photoDifference } from "./lane-drawing";
import { findsOf, labelledBoxes, maskOf, outcomesOf, type SidePicture, withOneTruth } from "./lane-layers";
import type { PicturePlan } from "./pane-plan";

/** What is known of an open row: each table's picture, and how they compare. */
export interface ComparedRow {
  pictures: (SidePicture | Waiting | null)[];
  truthSide: SidePicture | null;
  outcomes: SideOutcomes | null;
  finds: BoxFinds | null;
  photos: PhotoDifference | null;
  /** Per table, how its mask agrees with the true one. */
  agreements: (Agreement | null)[];
  /** Boxes of all tables. */
  judgement: BoxJudgement | null;
}

export interface ComparedRowProps {
  /** Per table its column, null where it has no picture in this row. */
  columns: readonly (ColumnInfo | null)[];
  viewedOf(column: string): Viewed;
  plan: PicturePlan;
  truth: readonly string[];
  /** Whether all tables say the same of what is true. */
  isOneTruth: boolean;
  overlays: Overlays;
  leastIou: number;
  stretched: readonly string[];
  isDifferent: boolean;
}

/** Compare the pictures of one row; what is costly is done again only when what it is made of changes. */
export function useComparedRow(props: ComparedRowProps): ComparedRow {
  const { columns, viewedOf, plan, truth, isOneTruth, overlays, leastIou, stretched, isDifferent } = props;
  const viewed = columns.map((column) => (column ? viewedOf(column.name) : null));
  const pictures = useMemo(() => {
    const own = columns.map((column, side): SidePicture | Waiting | null => {
      if (!column) return null;
      const { original = null, picture = null } = viewed[side] ?? {};
      const whole = withStretched(original, picture, stretched);
      return whole ? { side, column, picture: shownPicture(whole, column) } : { side, column, picture: null };
    });
    const first = isOneTruth ? own.find((each) => isHere(each) && says(each, truth)) : undefined;
    if (!first || !isHere(first)) return own;
    const unified = withOneTruth(
      own.map((each) => (isHere(each) ? each : null)),
      first,
      truth,
    );
    return own.map((each, side) => unified[side] ?? each);
  }, [columns, stretched, isOneTruth, truth, ...viewed.map((each) => each?.picture)]);
  const { hidden_classes, hidden_groups, scores } = overlays;
  const shown = useMemo(
    () => ({ hidden_classes, hidden_groups, scores }),
    [hidden_classes, hidden_groups, scores],
  );
  const here = useMemo(() => pictures.map((each) => (isHere(each) ? each : null)), [pictures]);
  const truthSide = useMemo(
    () => here.find((each) => each !== null && says(each, truth)) ?? null,
    [here, truth],
  );
  const outcomes = useMemo(
    () => (isDifferent && plan.what === "masks" ? outcomesOf(here, truthSide, truth, shown) : null),
    [isDifferent, plan.what, here, truthSide, truth, shown],
  );
  const finds = useMemo(
    () =>
      plan.what === "boxes" ? findsOf(here, isOneTruth ? truthSide : null, truth, shown, leastIou) : null,
    [plan.what, here, truthSide, isOneTruth, truth, shown, leastIou],
  );
  const photos = useMemo(
    () =>
      isDifferent && plan.what === "photos"
        ? photoDifference(here.flatMap((each) => each?.picture ?? []))
        : null,
    [isDifferent, plan.what, here],
  );
  // Small pictures standing in would be judged by other pixels.
  const isWhole = viewed.every((each) => each === null || each.status !== "loading");
  const agreements = useMemo(() => {
    const isTrue = isWhole && truthSide ? maskOf(truthSide, truth, true, shown) : null;
    return here.map((each) => {
      const guess = each && isTrue && maskOf(each, truth, false, shown);
      const isAlike =
        guess && guess.mask.width === isTrue?.mask.width && guess.mask.height === isTrue.mask.height;
      return isAlike ? compareMasks(isTrue.mask, guess.mask, isTrue.labels, guess.labels) : null;
    });
  }, [isWhole, here, truthSide, truth, shown]);
  const judgement = useMemo(
    () => finds && judgementOf(finds, here, truth, shown),
    [finds, here, truth, shown],
  );
  return { pictures, truthSide, outcomes, finds, photos, agreements, judgement };
}

const isHere = (each: SidePicture | Waiting | null): each is SidePicture => Boolean(each?.picture);

const says = ({ column }: Pick<SidePicture, "column">, truth: readonly string[]) =>
  column.layers.some(({ group }) => truth.includes(group));

/** What became of the boxes of all tables: a true box is missed where no table found it. */
function judgementOf(
  finds: BoxFinds,
  here: readonly (SidePicture | null)[],
  truth: readonly string[],
  shown: Pick<Overlays, "hidden_classes" | "hidden_groups" | "scores">,
): BoxJudgement {
  const verdicts = new Map<Box, Verdict>();
  for (const own of finds.verdicts)
    for (const [box, verdict] of own ?? [])
      if (verdicts.get(box)?.outcome !== "matched") verdicts.set(box, verdict);
  const found = here.flatMap((each) => (each ? labelledBoxes(each, truth, false, shown) : []));
  return { verdicts, counts: countOutcomes(found, verdicts) };
}

/** How one table's boxes of a row did. */
export function countsOf(
  { verdicts }: BoxFinds,
  side: number,
  from: SidePicture,
  truth: readonly string[],
  shown: Pick<Overlays, "hidden_classes" | "hidden_groups" | "scores">,
): Record<Outcome, number> | null {
  const own = verdicts[side];
  return own ? countOutcomes(labelledBoxes(from, truth, false, shown), own) : null;
}
