import { useMemo, useState } from "preact/hooks";
import { formatCount } from "../../../format";
import { Difference } from "../difference";
import { Lane } from "../lane";
import { Chooser } from "./chooser";
import type { CellPlace } from "./clauses";
import { largestMistakes, type MistakeSort } from "./largest-mistakes";
import type { Confusion } from "./matrix-values";

/** Mistakes that are listed. */
const LISTED = 24;

const SORTS: Record<MistakeSort, string> = { rows: "rows", more: "grown most", fewer: "shrunk most" };

export interface MistakesListProps {
  classes: readonly string[];
  matrices: readonly Confusion[];
  side: number;
  name: string;
  place: CellPlace | null;
  picked: readonly CellPlace[];
  onHover(place: CellPlace | null): void;
  onPick(place: CellPlace, event: MouseEvent): void;
}

/** The largest mistakes of one table, with what the others make of them; linked with the matrix beside it. */
export function MistakesList(props: MistakesListProps) {
  const { classes, matrices, side, name, place, picked } = props;
  const [sort, setSort] = useState<MistakeSort>("rows");
  const mistakes = useMemo(
    () => largestMistakes(matrices, side, LISTED, matrices.length > 1 ? sort : "rows"),
    [matrices, side, sort],
  );
  const most = Math.max(1, ...mistakes.flatMap(({ counts }) => counts));
  const isAt = (at: CellPlace | null | undefined, row: number, column: number) =>
    at?.row === row && at.column === column;
  return (
    <section class="dv-mistakes-list" aria-label={`Largest mistakes of ${name}`}>
      <div class="dv-scores-head">
        <h3>Largest mistakes{matrices.length > 1 ? ` of ${name}` : ""}</h3>
        <span class="dv-grow" />
        {matrices.length > 1 && side > 0 && (
          <Chooser
            isBare
            label="Mistakes by"
            value={SORTS[sort]}
            choices={(Object.keys(SORTS) as MistakeSort[]).map((value) => ({
              label: SORTS[value],
              isChosen: value === sort,
              onPick: () => setSort(value),
            }))}
          />
        )}
      </div>
      {mistakes.length === 0 && (
        <p class="dv-quiet">
          {sort === "rows" || side === 0
            ? "No class is taken for another."
            : `None has ${SORTS[sort].replace(" most", "")}.`}
        </p>
      )}
      <ol>
        {mistakes.map(({ row, column, counts }) => (
          <li key={`${row},${column}`}>
            <button
              type="button"
              class={isAt(place, row, column) ? "is-on" : ""}
              aria-pressed={picked.some((at) => isAt(at, row, column))}
              onPointerEnter={() => props.onHover({ row, column })}
              onPointerLeave={() => props.onHover(null)}
              onFocus={() => props.onHover({ row, column })}
              onBlur={() => props.onHover(null)}
              onClick={(event) => props.onPick({ row, column }, event)}
            >
              <span class="dv-text">
                {classes[row]} <span class="dv-quiet">→</span> {classes[column]}
              </span>
              <span>
                {counts.map((count, k) => (
                  <Lane key={k} side={k} class="dv-score-lane">
                    <span class="dv-score-track">
                      <i style={{ width: `${(count / most) * 100}%` }} />
                    </span>
                    <span class="is-number">{formatCount(count)}</span>
                    {counts.length > 1 && (
                      <span class="is-number">
                        {k > 0 && <Difference from={counts[0]} to={count} better="lower" digits={0} />}
                      </span>
                    )}
                  </Lane>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
