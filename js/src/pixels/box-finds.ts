import type { Box } from "../wire";
import { judgeBoxes, type LabelledBox, type Verdict } from "./matching";

/** What tables found of the true boxes of a picture. */
export interface BoxFinds {
  /** Per table, what became of its boxes and of the true ones; null for a table that is not there. */
  verdicts: (ReadonlyMap<Box, Verdict> | null)[];
  /** Per true box, the tables that found it. */
  foundBy: ReadonlyMap<Box, readonly number[]>;
  /** Per table, true boxes that it alone found. */
  only: number[];
  /** Per table, its boxes that match no true one. */
  wrong: number[];
  /** True boxes that all tables found, and that none did. */
  all: number;
  missed: number;
}

const scoreOf = ({ scores }: Box) => Object.values(scores)[0] ?? 0;

/** Judge the boxes of each table against the same true boxes. */
export function compareFinds(
  truth: readonly LabelledBox[],
  found: readonly (readonly LabelledBox[] | null)[],
  leastIou: number,
): BoxFinds {
  const verdicts = found.map((boxes) => boxes && judgeBoxes(truth, boxes, leastIou, scoreOf));
  const there = verdicts.filter((each) => each !== null).length;
  const foundBy = new Map(
    truth.map(({ box }) => [
      box,
      verdicts.flatMap((each, k) => (each?.get(box)?.outcome === "matched" ? [k] : [])),
    ]),
  );
  const by = [...foundBy.values()];
  return {
    verdicts,
    foundBy,
    only: found.map((_, k) => by.filter((tables) => tables.length === 1 && tables[0] === k).length),
    wrong: found.map(
      (boxes, k) =>
        boxes?.filter(({ box }) => verdicts[k]?.get(box)?.outcome === "false positive").length ?? 0,
    ),
    all: by.filter((tables) => tables.length === there && there > 0).length,
    missed: by.filter((tables) => tables.length === 0).length,
  };
}
