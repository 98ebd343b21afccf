import { Null } from "../../../panels/nothing";
import type { CellProps, Panel } from "../../../panels/registry";
import { textWidth } from "../../../text-width";
import { differing } from "../../word-diff";
import { useCompare } from "../compare-state";
import { Lane, LaneMark, Lanes, MissingLane } from "../lane";
import { isLaneColumn, type Lane as LaneValue } from "../merged-columns";
import { missingWords } from "../words";
import { isAllSame, standings } from "./lane-equality";

/** A text per table: words that differ are marked, and what is equal is said once. */
function TextLanes({ column, value }: CellProps) {
  const state = useCompare();
  if (!isLaneColumn(column)) return null;
  const lanes = value as LaneValue[];
  const all = standings(lanes);
  const isSame = isAllSame(all);
  const texts = lanes.map((lane) => (lane.missing === null ? lane.value : undefined));
  const first = texts[all.indexOf("first")];
  const other = texts[all.indexOf("differs")];
  return (
    <Lanes class="dv-text-lanes">
      {lanes.map((lane, side) => {
        if (lane.missing !== null)
          return <MissingLane key={side} side={side} label={missingWords(state, lane.missing, side)} />;
        if (all[side] === "same") return <SameLane key={side} side={side} value={lane.value} />;
        const against = all[side] === "first" ? other : first;
        return (
          <Lane key={side} side={side} class={isSame ? "is-same" : ""}>
            <LaneMark side={side} />
            <TextOf value={lane.value} against={against} />
          </Lane>
        );
      })}
    </Lanes>
  );
}

function TextOf({ value, against }: { value: unknown; against: unknown }) {
  if (value === null) return <Null />;
  const text = String(value);
  if (text === "")
    return (
      <span class="dv-code dv-quiet" title="text of no length">
        ""
      </span>
    );
  const pieces =
    typeof against === "string" ? differing(text, against) : [{ text, differs: against === null }];
  return (
    <span class="dv-text" title={text}>
      {pieces.map((piece, at) => (piece.differs ? <mark key={at}>{piece.text}</mark> : piece.text))}
    </span>
  );
}

/** In the lane of a table that has what the first one has. */
export function SameLane({ side, value }: { side: number; value: unknown }) {
  return (
    <Lane side={side} class="is-same">
      <LaneMark side={side} />
      <span title={value === null || typeof value === "object" ? undefined : String(value)}>same</span>
    </Lane>
  );
}

export const textLanes: Panel = {
  name: "lane-text",
  label: "Text",
  icon: "text",
  ofLanes: true,
  accepts: (column) => column.kind === "text" && isLaneColumn(column),
  Cell: TextLanes,
  align: "start",
  heightOf: ({ lanes = [] }) => Math.max(28, 20 * lanes.length + 8),
  width: (_, values) => {
    const texts = (values as LaneValue[][]).flat().flatMap((lane) => {
      return lane.missing === null && typeof lane.value === "string" ? [lane.value] : [];
    });
    return Math.min(320, Math.max(136, ...texts.map((text) => textWidth(text, true) + 40)));
  },
};
