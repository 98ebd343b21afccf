import { Segments } from "../../../controls/segments";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { type ScoresState, scoresOf } from "./scores-state";

type Side = number | "difference";

/** Which table the matrix shows: one of them, or how the last differs from the first. */
export function shownSide(scores: ScoresState, count: number): Side {
  const { side } = scores.trait.value.matrix;
  if (side === "difference") return count > 1 ? side : 0;
  return Math.max(0, Math.min(side, count - 1));
}

/** Chooses the table that the matrix shows, where there are several. */
export function MatrixSides({ count }: { count: number }) {
  const scores = scoresOf(useCompare());
  const names = scores.names.value;
  if (count < 2) return null;
  return (
    <Segments<Side>
      label="Table of the matrix"
      segments={[
        ...names.map((label, side) => ({ value: side, label, mark: <LaneMark side={side} /> })),
        { value: "difference", label: `${names.at(-1)} − ${names[0]}` },
      ]}
      value={shownSide(scores, count)}
      onPick={(side) => scores.change({ matrix: { ...scores.trait.peek().matrix, side } })}
    />
  );
}
