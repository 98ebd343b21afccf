import type { IconName } from "../../../controls/icon";
import { Segments } from "../../../controls/segments";
import { useCompare } from "../compare-state";
import { LaneMark, sideClass, sideNames } from "../lane";
import type { LaneColumn } from "../merged-columns";
import { useImageLanesPlan } from "./image-lanes";
import { type PictureMode, type PicturePlan, roomFor, slotsOf } from "./pane-plan";
import "./image-lanes-head.css";

const MODES: readonly { value: PictureMode; label: string; icon: IconName; title: string }[] = [
  {
    value: "beside",
    label: "Beside",
    icon: "beside",
    title: "Each table's picture beside the others. Ctrl and the wheel zoom all of a row",
  },
  {
    value: "swipe",
    label: "Swipe",
    icon: "swiped",
    title: "One over the other: drag the line, or press [ and ]",
  },
  { value: "differences", label: "Differences", icon: "changed", title: "Who is right where they differ" },
];

/** With more tables than this, there is room for their names and no more. */
const MOST_NAMED = 3;
/** Less than this, and the modes have no words. */
const WORDS_PX = 330;

/** How the pictures of the rows are compared, and which picture is whose. */
export function ImageLanesHead({ column, width }: { column: LaneColumn; width: number }) {
  const state = useCompare();
  const { compareLayout } = state;
  const { plan, columns, truth } = useImageLanesPlan(column);
  const mode = compareLayout.value.pictures;
  const names = sideNames(state.about.value?.sides ?? []);
  const room = roomFor(slotsOf(plan, mode), width, 105);
  return (
    <span class="dv-pl-head">
      <Segments
        label="How the pictures are compared"
        iconsOnly={width < WORDS_PX}
        segments={MODES}
        value={mode}
        onPick={(pictures) => {
          compareLayout.value = { ...compareLayout.peek(), pictures };
        }}
      />
      <span
        class={`dv-pl-legend ${mode === "differences" || names.length > MOST_NAMED ? "is-loose" : ""}`}
        style={{ "--dv-pl-slot": `${room.width}px`, "--dv-pl-columns": room.columns }}
      >
        {mode === "differences" ? (
          <DifferenceLegend plan={plan} names={names} hasTruth={truth.length > 0} />
        ) : (
          <>
            {plan.hasTruth && <span>truth</span>}
            {mode === "beside"
              ? columns.map((each, side) => (
                  <span key={side} title={titleOf(each?.layers ?? [], truth)}>
                    <LaneMark side={side} /> {legendOf(names, side, each?.layers ?? [], truth)}
                  </span>
                ))
              : columns.slice(1).map((_, k) => (
                  <span key={k}>
                    <LaneMark side={0} /> {names[0]} <LaneMark side={k + 1} /> {names[k + 1]}
                  </span>
                ))}
          </>
        )}
      </span>
    </span>
  );
}

type Layers = readonly { group: string }[];

/** A table's one group by its name, else the table's. */
function legendOf(names: readonly string[], side: number, layers: Layers, truth: readonly string[]): string {
  const groups = [...new Set(layers.map(({ group }) => group))].filter((group) => !truth.includes(group));
  const [only] = groups;
  return groups.length === 1 && only !== undefined && names.length <= MOST_NAMED ? only : (names[side] ?? "");
}

const titleOf = (layers: Layers, truth: readonly string[]) =>
  [...new Set(layers.map(({ group }) => group))].filter((group) => !truth.includes(group)).join(", ");

function DifferenceLegend({
  plan: { what },
  names,
  hasTruth,
}: {
  plan: PicturePlan;
  names: readonly string[];
  hasTruth: boolean;
}) {
  const hatched = (words: string) => (
    <span>
      <i class="dv-pl-hatch" /> {words}
    </span>
  );
  if (what === "photos") return <span>white where they differ</span>;
  if (what === "masks" && !hasTruth) return hatched("different");
  const verb = what === "boxes" ? "" : " right";
  return (
    <>
      {names.length > MOST_NAMED && <span>{what === "boxes" ? "found by one:" : "one right:"}</span>}
      {names.map((name, side) => (
        <span key={side} class={sideClass(side)} title={`only ${name}${verb}`}>
          <i class="dv-pl-swatch" /> {names.length > MOST_NAMED ? name : `only ${name}${verb}`}
        </span>
      ))}
      {hatched(what === "boxes" ? "missed" : names.length === 2 ? "both wrong" : "all wrong")}
    </>
  );
}
