import { useEffect, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { ExpressionText } from "../controls/expression-text";
import { countInWords, formatRows } from "../format";
import { changeClause } from "../query-edit";
import { useTable } from "./table-state";
import "./why-empty.css";

/** No row to show: which clause is to blame, and what would come back without it. */
export function WhyEmpty({ width }: { width: number }) {
  const state = useTable();
  const query = state.shown.value;
  const [counts, setCounts] = useState<number[] | null>(null);
  const total = state.info.value?.row_count ?? 0;
  useEffect(() => {
    if (total === 0) return;
    const abort = new AbortController();
    setCounts(null);
    state.channel.ask("without_each", { query }, abort.signal).then(
      ({ result }) => setCounts(result.counts),
      () => {},
    );
    return () => abort.abort();
  }, [state, query, total]);

  if (total === 0) {
    return (
      <div class="dv-blank" style={{ width: `${width}px` }}>
        <h3>{state.noun === "row" ? "This table has no rows yet." : `There are no ${state.noun}s yet.`}</h3>
      </div>
    );
  }
  const active = query.filters.flatMap((clause, index) => (clause.on ? [{ clause, index }] : []));
  const words =
    active.length === 1
      ? "the clause"
      : active.length === 2
        ? "both clauses"
        : `all ${countInWords(active.length)} clauses`;
  return (
    <div class="dv-blank" style={{ width: `${width}px` }}>
      <h3>{active.length === 0 ? `No ${state.noun} to show` : `No ${state.noun} matches ${words}`}</h3>
      <div class="dv-why">
        {active.map(({ clause, index }) => {
          const count = counts?.[index];
          return (
            <div key={index} class="dv-why-row">
              <span class="dv-why-clause">
                {clause.negated && <span class="dv-not">not</span>}
                <ExpressionText text={clause.text} />
              </span>
              <span class={count ? "" : "dv-quiet"}>
                {count === undefined
                  ? ""
                  : count === 0
                    ? "still none without it"
                    : `${formatRows(count).replace("row", state.noun)} without it`}
              </span>
              {count ? (
                <Button
                  look="line"
                  small
                  label="Switch it off"
                  onClick={() => state.edit((now) => changeClause(now, index, { on: false }))}
                />
              ) : (
                <span />
              )}
            </div>
          );
        })}
      </div>
      {state.history.past.value.length > 0 && (
        <Button
          look="link"
          small
          class="dv-outdent"
          label="Undo the last change"
          onClick={() => state.history.undo()}
        />
      )}
    </div>
  );
}
