import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { ViewContextProvider } from "../context";
import { TableStateProvider } from "../table-state";
import { TableView } from "../table-view";
import { useFrameTheme } from "./logged-charts";
import type { RunState } from "./run-state";
import { StepThumbs } from "./step-thumbs";
import { TabFailure, TabWait } from "./tab-states";
import { openTable } from "./table-model";
import { useAnswer } from "./use-answer";

interface LoggedTableProps {
  state: RunState;
  tableKey: string;
  /** At how many steps it was logged: another number means that there are new ones. */
  count: number;
}

/** A table that a run logged: its name and steps, and its rows in place once it is opened. */
export function LoggedTable({ state, tableKey, count }: LoggedTableProps) {
  const [isOpen, setOpen] = useState(false);
  /** An index; null until a hand has chosen, and then the last step there was on opening. */
  const [chosen, setChosen] = useState<number | null>(null);
  const { reply, failure, retry } = useAnswer(
    state,
    "run_table_steps",
    { run: state.run, key: tableKey },
    count,
  );
  if (failure !== null && !reply) {
    return <TabFailure message={`${tableKey} cannot be read.`} failure={failure} onRetry={retry} />;
  }
  if (!reply) return <TabWait label={`Reading ${tableKey}`} />;
  const { steps, row_counts } = reply.result;
  const at = Math.min(chosen ?? steps.length - 1, steps.length - 1);
  const step = steps[at] ?? 0;
  const rows = row_counts[at];
  const toggle = () => {
    // What is read stays where it is while the run logs the next one.
    setChosen(isOpen ? null : at);
    setOpen(!isOpen);
  };
  return (
    <section class="dv-logged-table" aria-label={`Table ${tableKey}`}>
      <div class="dv-media-bar">
        <Icon name="table" />
        <h4 class="dv-text">{tableKey}</h4>
        <span class="dv-quiet">
          step {formatCount(step)}
          {rows !== null && rows !== undefined && `, ${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`}
        </span>
        {isOpen && steps.length > 1 ? (
          <StepThumbs
            label={tableKey}
            steps={steps}
            chosen={[at]}
            onChoose={([to]) => setChosen(to ?? at)}
            isSingle
          />
        ) : (
          <span class="dv-grow" />
        )}
        <Button
          label={isOpen ? "Close" : "Open"}
          aria-label={`${isOpen ? "Close" : "Open"} the table ${tableKey}`}
          aria-expanded={isOpen}
          onClick={toggle}
        />
      </div>
      {isOpen && <Rows key={step} state={state} tableKey={tableKey} step={step} />}
    </section>
  );
}

function Rows({ state, tableKey, step }: { state: RunState; tableKey: string; step: number }) {
  const { reply, failure, retry } = useAnswer(state, "run_table_state", {
    run: state.run,
    key: tableKey,
    step,
  });
  if (failure !== null) {
    return <TabFailure message={`${tableKey} cannot be opened.`} failure={failure} onRetry={retry} />;
  }
  if (!reply) return <TabWait label={`Opening ${tableKey}`} />;
  return <Table state={state} tableKey={tableKey} step={step} first={reply.result} />;
}

function Table({ state, tableKey, step, first }: Parameters<typeof Rows>[0] & { first: object }) {
  const closing = useMemo(() => new AbortController(), []);
  const table = useMemo(
    () => openTable(state, tableKey, step, first, closing.signal),
    [state, tableKey, step],
  );
  useEffect(() => () => closing.abort(), [closing]);
  const place = useRef<HTMLDivElement>(null);
  const theme = useFrameTheme(place);
  useEffect(() => {
    table.theme.value = theme;
  }, [table, theme]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that the table takes are not those of the run
    <div
      ref={place}
      class="dv-logged-rows"
      onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
    >
      <ViewContextProvider value={table}>
        <TableStateProvider value={table}>
          <TableView />
        </TableStateProvider>
      </ViewContextProvider>
    </div>
  );
}
