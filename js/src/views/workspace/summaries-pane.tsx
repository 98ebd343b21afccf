import { useTable } from "../table-state";
import { ConfigDifferences } from "./config-pane";
import { Parallel } from "./parallel";
import { SummaryBars } from "./summary-bars";

/** Final values of the runs that match: through all axes, as bars, and what the runs were told. */
export function SummariesPane() {
  const { rows, isLoading, info } = useTable();
  if (info.value && !isLoading.value && rows.matched.value === 0) {
    return (
      <section class="dv-summaries-pane" aria-label="Summaries">
        <div class="dv-blank">
          <h3>No run passes the filters</h3>
          <p class="dv-quiet">Switch a clause off above.</p>
        </div>
      </section>
    );
  }
  return (
    <section class="dv-summaries-pane" aria-label="Summaries">
      <Parallel />
      <div class="dv-two-panes">
        <div>
          <SummaryBars />
        </div>
        <div>
          <ConfigDifferences />
        </div>
      </div>
    </section>
  );
}
