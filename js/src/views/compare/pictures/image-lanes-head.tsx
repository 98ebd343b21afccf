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
        class={`dv-pl-legend is-${mode}`}
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
                    <LaneMark side={side} /> {legendOf(names[side] ?? "", each?.layers ?? [], truth)}
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
function legendOf(name: string, layers: Layers, truth: readonly string[]): string {
  const groups = [...new Set(layers.map(({ group }) => group))].filter((group) => !truth.includes(group));
  return groups.length === 1 ? (groups[0] as string) : name;
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
  return (
    <>
      {names.map((name, side) => (
        <span key={side} class={sideClass(side)}>
          <i class="dv-pl-swatch" /> {what === "boxes" ? `only ${name}` : `only ${name} right`}
        </span>
      ))}
      {hatched(what === "boxes" ? "missed" : names.length === 2 ? "both wrong" : "all wrong")}
    </>
  );
}
