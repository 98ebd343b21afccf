import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { useTable } from "../table-state";
import { formatOf } from "./digits";
import { Star } from "./marks";
import { useWorkspace } from "./workspace-state";

/** How many runs there are, how many of them are pinned or selected, and which is best. */
export function ListFoot({ groups }: { groups?: number }) {
  const { rows, selected } = useTable();
  const workspace = useWorkspace();
  const matched = rows.matched.value;
  const { pinned } = workspace.lines.value;
  const ticked = selected.value.length;
  const words =
    groups === undefined
      ? `${formatCount(matched)} ${matched === 1 ? "run" : "runs"}`
      : `${formatCount(groups)} ${groups === 1 ? "group" : "groups"}`;
  return (
    <div class="dv-foot dv-ws-foot">
      <span>
        {words}
        {pinned > 0 && groups === undefined && `, ${formatCount(pinned)} pinned`}
        {ticked > 0 && `, ${formatCount(ticked)} selected`}
      </span>
      {ticked > 0 && (
        <Button
          look="link"
          small
          label="Clear"
          title="Select no run (Esc)"
          onClick={() => {
            selected.value = [];
          }}
        />
      )}
      <span class="dv-grow" />
      <BestRun isGrouped={groups !== undefined} />
    </div>
  );
}

/** The best value and whose it is; a press turns round what is better. */
function BestRun({ isGrouped }: { isGrouped: boolean }) {
  const workspace = useWorkspace();
  const best = workspace.best.found.value;
  const { goal, key } = workspace.bestBy.value;
  const summary = useTable().summaries.value[key ?? ""];
  if (!best || !key) return null;
  const word = goal === "maximize" ? "Highest" : "Lowest";
  const other = goal === "maximize" ? "lowest" : "highest";
  return (
    <span class="dv-best">
      <button
        type="button"
        class="dv-turn"
        title={`Best is the ${word.toLowerCase()}; press for the ${other}`}
        onClick={() => {
          workspace.bestBy.value = { key, goal: goal === "maximize" ? "minimize" : "maximize" };
        }}
      >
        {word} {isGrouped ? "mean " : ""}
        {best.column}
      </button>
      <span class="is-best">
        <Star /> {formatOf(best.value, summary)}
      </span>
      <span class="dv-text" title={best.name}>
        {best.name}
      </span>
    </span>
  );
}
