import type { DetectionSide } from "../../../evaluation/detection-wire";
import { Difference } from "../difference";
import { Lane, LaneMark, Lanes } from "../lane";

const FIGURES = [
  { name: "AP", of: "ap", note: "IoU 0.50 to 0.95" },
  { name: "AP50", of: "ap50", note: "IoU 0.50" },
  { name: "AP75", of: "ap75", note: "IoU 0.75" },
  { name: "AR", of: "ar", note: "100 boxes a photo" },
] as const;

/** COCO's figures of each table; no threshold moves them. */
export function DetectionFigures({
  sides,
  names,
}: {
  sides: readonly DetectionSide[];
  names: readonly string[];
}) {
  return (
    <div class="dv-detection-figures" role="group" aria-label="Average precision and recall">
      {FIGURES.map(({ name, of, note }) => (
        <div key={name} class="dv-detection-figure" title={title(of, sides, names)}>
          <h3>
            {name} <span class="dv-quiet">{note}</span>
          </h3>
          <Lanes>
            {sides.map((side, k) => (
              <FigureLane key={k} side={k} name={sides.length > 1 ? (names[k] ?? "") : ""}>
                <Bar value={side[of]} />
                <span class="is-number">{side[of] === null ? "–" : side[of].toFixed(3)}</span>
                {sides.length > 1 && (
                  <span class="is-number">
                    {k > 0 && <Difference from={sides[0]?.[of]} to={side[of]} better="higher" />}
                  </span>
                )}
              </FigureLane>
            ))}
          </Lanes>
        </div>
      ))}
    </div>
  );
}

function FigureLane(props: { side: number; name: string; children: preact.ComponentChildren }) {
  return (
    <Lane side={props.side} class="dv-detection-lane">
      {props.name && <LaneMark side={props.side} label={props.name} />}
      {props.children}
    </Lane>
  );
}

export function Bar({ value }: { value: number | null }) {
  return (
    <span class="dv-score-track">
      <i style={{ width: `${Math.max(0, Math.min(1, value ?? 0)) * 100}%` }} />
    </span>
  );
}

const three = (value: number | null) => (value === null ? "–" : value.toFixed(3));

/** The same figure by size of boxes, or from fewer boxes, for who points at it. */
function title(
  of: (typeof FIGURES)[number]["of"],
  sides: readonly DetectionSide[],
  names: readonly string[],
): string {
  const lines = sides.map((side, k) => {
    const { small, medium, large } = side.by_area;
    const own = sides.length > 1 ? `${names[k]}: ` : "";
    if (of === "ap")
      return `${own}small boxes ${three(small.ap)}, medium ${three(medium.ap)}, large ${three(large.ap)}`;
    if (of !== "ar") return `${own}${three(side[of])}`;
    const sizes = `small boxes ${three(small.ar)}, medium ${three(medium.ar)}, large ${three(large.ar)}`;
    return `${own}1 box a photo ${three(side.ar_1)}, 10 boxes ${three(side.ar_10)}; ${sizes}`;
  });
  return lines.join("\n");
}
