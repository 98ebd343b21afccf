import { useSignal } from "@preact/signals";
import { Button } from "../../controls/button";
import { formatCount, formatNumber } from "../../format";
import { quoteName } from "../../query-edit";
import { useSummaries } from "../grid-head";
import { useTable } from "../table-state";
import { Choice } from "./chart-controls";
import { CutName } from "./cut-name";
import { formatOf } from "./digits";
import { Star } from "./marks";
import { type SummaryScale, shareOf, summaryScale } from "./summary-scale";
import { type RunValues, useValues } from "./use-values";
import { useWorkspace } from "./workspace-state";

const FIRST_RUNS = 10;
const MORE_RUNS = 40;
/** Metrics that have room beside each other. */
const METRICS = 2;

/** Final values as bars, best first: from 0, or as dots where 0 would hide how they differ. */
export function SummaryBars() {
  const table = useTable();
  const workspace = useWorkspace();
  const order = useSignal<"best" | "list">("best");
  const most = useSignal(FIRST_RUNS);
  const { key, goal } = workspace.bestBy.value;
  const columns = workspace.columns.value;
  const numbers = (table.info.value?.columns ?? []).filter(
    ({ name, kind }) => kind === "number" && columns[name]?.[0] === "summary" && name !== key,
  );
  const names = [...(key ? [key] : []), ...numbers.map(({ name }) => name)].slice(0, METRICS);
  const isBest = order.value === "best" && key !== undefined;
  useSummaries(names);
  const { runs, failure } = useValues(
    names,
    isBest ? [{ by: quoteName(key), descending: goal === "maximize" }] : null,
  );
  const listed = isBest ? (runs ?? []).filter(({ values }) => typeof values[key] === "number") : (runs ?? []);
  const shown = listed.slice(0, most.value);
  const scales = names.map((name) =>
    summaryScale(shown.map(({ values }) => Number(values[name] ?? Number.NaN))),
  );
  const word = goal === "maximize" ? "highest" : "lowest";
  return (
    <>
      <header class="dv-pane-head">
        <b>Summaries</b>
        <small class="dv-quiet">
          {isBest ? `${word} ` : "first "}
          {formatCount(shown.length)} {shown.length === 1 ? "run" : "runs"}
          {isBest && shown.length < (runs?.length ?? 0) && ` of ${formatCount(listed.length)} with ${key}`}
        </small>
        <span class="dv-grow" />
        <Choice
          name="Sort"
          value={isBest ? "best first" : "as listed"}
          items={[
            {
              icon: "desc",
              label: "best first",
              checked: isBest,
              onPick: () => {
                order.value = "best";
              },
            },
            {
              icon: "list",
              label: "as listed",
              checked: !isBest,
              onPick: () => {
                order.value = "list";
              },
            },
          ]}
        />
      </header>
      {failure && <p role="alert">{failure}</p>}
      {names.length === 0 ? (
        <p class="dv-quiet">The runs have no number in their summaries yet.</p>
      ) : (
        <table class="dv-bars">
          <thead>
            <tr>
              <th scope="col">run</th>
              {names.map((name) => (
                <th key={name} scope="col" colSpan={2} title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <BarLine key={run.id} run={run} names={names} scales={scales} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              {names.map((name, at) => (
                <Ends key={name} scale={scales[at] ?? null} />
              ))}
            </tr>
          </tfoot>
        </table>
      )}
      {listed.length > shown.length && (
        <Button
          look="link"
          small
          label={`Show ${formatCount(Math.min(MORE_RUNS, listed.length - shown.length))} more`}
          onClick={() => {
            most.value += MORE_RUNS;
          }}
        />
      )}
      {scales.some((scale) => scale?.look === "dot") && (
        <p class="dv-quiet dv-note">Bars start at 0; where 0 would hide the difference, dots.</p>
      )}
    </>
  );
}

interface BarLineProps {
  run: RunValues;
  names: string[];
  scales: (SummaryScale | null)[];
}

function BarLine({ run, names, scales }: BarLineProps) {
  const workspace = useWorkspace();
  const { summaries } = useTable();
  const best = workspace.best.found.value;
  const isBest = best?.row === run.row;
  const classes = [isBest ? "is-first" : "", workspace.hover.value === run.id ? "is-hover" : ""];
  return (
    <tr
      class={classes.join(" ").trim()}
      onPointerEnter={() => {
        workspace.hover.value = run.id;
      }}
      onPointerLeave={() => {
        workspace.hover.value = null;
      }}
    >
      <th scope="row">
        <button
          type="button"
          class="dv-ws-link"
          title={`Open ${run.name}`}
          onClick={() => {
            workspace.open.value = run.id;
          }}
        >
          <CutName name={run.name} title="" />
        </button>
      </th>
      {names.map((name, at) => {
        const scale = scales[at];
        const value = run.values[name];
        const isNumber = typeof value === "number";
        const isStar = isBest && best?.column === name;
        return [
          <td key={`${name} bar`} class="dv-bar-cell" aria-hidden="true">
            {scale && isNumber && Number.isFinite(value) && <Bar scale={scale} value={value} />}
          </td>,
          <td key={name} class={`dv-bar-value ${isStar ? "is-best" : ""}`}>
            {isStar && <Star />}
            {isNumber ? (
              formatOf(value, summaries.value[name])
            ) : (
              <span class="dv-quiet">{value === null ? "–" : String(value)}</span>
            )}
          </td>,
        ];
      })}
    </tr>
  );
}

function Bar({ scale, value }: { scale: SummaryScale; value: number }) {
  const share = 100 * shareOf(scale, value);
  if (scale.look === "dot") return <i class="dv-bar-dot" style={{ left: `${share}%` }} />;
  const zero = 100 * shareOf(scale, 0);
  const [from, to] = [Math.min(zero, share), Math.max(zero, share)];
  return <i class="dv-bar-fill" style={{ left: `${from}%`, width: `${to - from}%` }} />;
}

function Ends({ scale }: { scale: SummaryScale | null }) {
  return (
    <>
      <td
        class="dv-bar-ends"
        title={scale?.look === "dot" ? "This axis is cut: it does not start at 0" : undefined}
      >
        {scale && (
          <span>
            <span>{formatNumber(scale.low)}</span>
            <span>{formatNumber(scale.high)}</span>
          </span>
        )}
      </td>
      <td />
    </>
  );
}
