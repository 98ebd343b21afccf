import { useMemo, useRef, useState } from "preact/hooks";
import type { DetectionResult } from "../../../evaluation/detection-wire";
import { formatCount } from "../../../format";
import { useCompare } from "../compare-state";
import { Chooser } from "./chooser";
import { detectionSort, orderedClasses, SORTS, trueBoxes } from "./detection-kinds";
import { detectionPickOf } from "./detection-pick";
import { ScoreLanes } from "./score-lane";
import { scoresOf } from "./scores-state";

/** AP of each class. A class that is clicked is marked, and keeps its photos. */
export function DetectionClasses({ result }: { result: DetectionResult }) {
  const view = useCompare();
  const scores = scoresOf(view);
  const pick = detectionPickOf(view);
  const { classes, sides } = result;
  const sort = detectionSort(scores.trait.value.sort, sides.length);
  const order = useMemo(() => orderedClasses(result, sort), [result, sort]);
  const list = useRef<HTMLDivElement>(null);
  const chosen = scores.trait.value.class;
  const [at, setAt] = useState(0);
  const current = Math.min(at, order.length - 1);
  const names = scores.names.value;
  return (
    <section class="dv-detection-classes" aria-label="AP per class">
      <div class="dv-scores-head">
        <h3>AP per class</h3>
        <span class="dv-quiet dv-optional">all scores, IoU 0.50 to 0.95</span>
        <span class="dv-grow" />
        <Chooser
          isBare
          label="Order of classes"
          value={SORTS.find(({ value }) => value === sort)?.label ?? ""}
          choices={SORTS.filter(({ needsTwo }) => !needsTwo || sides.length > 1).map(({ value, label }) => ({
            label,
            isChosen: value === sort,
            onPick: () => scores.change({ sort: value }),
          }))}
        />
      </div>
      {order.length === 0 && <p class="dv-quiet">These photos have no true boxes.</p>}
      <div
        ref={list}
        role="listbox"
        aria-label="Classes"
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
          const end = { Home: 0, End: order.length - 1 }[event.key];
          if (event.key === "Enter" || event.key === " ") pick.toggleClass(order[current] as number, result);
          else if (step === undefined && end === undefined) return;
          const next = Math.max(0, Math.min(order.length - 1, end ?? current + (step ?? 0)));
          setAt(next);
          (list.current?.children[next] as HTMLElement | undefined)?.focus();
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {order.map((index, place) => {
          const label = classes[index] ?? "";
          const values = sides.map((side) => side.class_ap[index] ?? null);
          const count = trueBoxes(sides, index);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
            <div
              key={label}
              role="option"
              class="dv-detection-class"
              aria-selected={label === chosen}
              tabIndex={place === current ? 0 : -1}
              title={label === chosen ? `Let ${label} go` : `Show the photos with ${label}`}
              onFocus={() => setAt(place)}
              onClick={() => pick.toggleClass(index, result)}
            >
              <span class="dv-text">{label}</span>
              <span class="dv-detection-count dv-quiet is-number" title="true boxes">
                {formatCount(count)}
              </span>
              <span>
                <span class="dv-hidden">
                  {count === 1 ? "true box" : "true boxes"}, AP{sides.length > 1 && ` of ${names.join(", ")}`}
                  :
                </span>
                <ScoreLanes values={values} />
              </span>
            </div>
          );
        })}
      </div>
    </section>
  );
}
