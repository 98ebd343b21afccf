import { useEffect, useState } from "preact/hooks";
import { formatCount, formatNumber } from "../format";
import { setScores } from "../overlay-edit";
import type { Verdict } from "../pixels/matching";
import type { Box, ScoreHistogram } from "../wire";
import { useView } from "./context";
import { NumberField } from "./number-field";
import "./score-range.css";

export interface ScoreRangeProps {
  column: string;
  group: string;
  /** What Python calls the group, where that is another name. */
  source?: string | undefined;
  /** Name of the score. */
  scoreKey: string;
  /** The boxes of the open picture, and what became of them. */
  boxes: readonly Box[];
  verdicts: ReadonlyMap<Box, Verdict> | null;
}

const BINS = 20;
const HEIGHT = 52;
const STEPS = 100;

/** Boxes of one group by their score: how many the table has, which ones are here, and the range that is drawn. */
export function ScoreRange({ column, group, source = group, scoreKey, boxes, verdicts }: ScoreRangeProps) {
  const view = useView();
  const query = view.query.value;
  const [table, setTable] = useState<ScoreHistogram | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    view.channel
      .ask("box_scores", { query, column, group: source, key: scoreKey, bins: BINS }, abort.signal)
      .then(({ result }) => setTable(result))
      // The range can be set without knowing the other rows.
      .catch(() => {});
    return () => abort.abort();
  }, [view, query, column, source, scoreKey]);

  const here = boxes.flatMap((box) => {
    const score = box.scores[scoreKey];
    return score === undefined ? [] : [{ box, score }];
  });
  const [min, max] = axisOf(
    table,
    here.map(({ score }) => score),
  );
  const [low, high] = view.overlays.value.scores[group]?.[scoreKey] ?? [null, null];
  const [from, to] = [low ?? min, high ?? max];
  const share = (score: number) => Math.min(1, Math.max(0, (score - min) / (max - min)));
  const isIn = (score: number) => score >= from && score <= to;
  const set = (next: [number, number]) => {
    const [a, b] = [Math.max(min, Math.min(next[0], next[1])), Math.min(max, Math.max(next[0], next[1]))];
    const range: [number | null, number | null] = [a <= min ? null : a, b >= max ? null : b];
    view.overlays.value = setScores(view.overlays.peek(), group, scoreKey, range);
  };
  const step = (max - min) / STEPS;
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step))));
  const write = (value: number) => value.toFixed(digits);
  const bins = table?.bins ?? [];
  const most = Math.max(1, ...bins);
  const ends = [
    {
      name: `Lowest ${scoreKey} of ${group}`,
      value: from,
      change: (value: number) => set([Math.min(value, to), to]),
    },
    {
      name: `Highest ${scoreKey} of ${group}`,
      value: to,
      change: (value: number) => set([from, Math.max(value, from)]),
    },
  ];
  const [lowEnd, highEnd] = ends.map(({ name, value, change }) => (
    <NumberField
      key={name}
      label={`${name}, as a number`}
      text={write(value)}
      step={step}
      onChange={change}
    />
  ));
  return (
    <section class="dv-score" aria-label={`${scoreKey} of ${group}`}>
      <h4>
        <span class="dv-text" title={`${group}, ${scoreKey}`}>
          {group} <small>{scoreKey}</small>
        </span>
        <span class="dv-number-field">
          {lowEnd}
          to
          {highEnd}
        </span>
      </h4>
      <div class="dv-score-plot" style={{ "--dv-from": share(from), "--dv-to": share(to) }}>
        <svg viewBox={`0 0 ${BINS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {bins.map((count, k) => {
            const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
            const [a, b] = [
              min + ((max - min) * k) / bins.length,
              min + ((max - min) * (k + 1)) / bins.length,
            ];
            return (
              <rect
                key={k}
                class={a >= from - step / 2 && b <= to + step / 2 ? "dv-kept" : "dv-all"}
                x={(k * BINS) / bins.length + 0.06}
                y={HEIGHT - height}
                width={BINS / bins.length - 0.12}
                height={height}
              >
                <title>{`${write(a)} to ${write(b)}: ${formatCount(count)} boxes in the table`}</title>
              </rect>
            );
          })}
        </svg>
        <div class="dv-score-marks" aria-hidden="true">
          {here.map(({ box, score }, k) => (
            <i
              key={k}
              class={[
                verdicts?.get(box)?.outcome === "false positive" ? "dv-score-false" : "",
                isIn(score) ? "" : "dv-is-dim",
              ].join(" ")}
              style={{ left: `${share(score) * 100}%` }}
            />
          ))}
        </div>
        {ends.map(({ name, value, change }, k) => (
          <input
            key={name}
            type="range"
            // Where both handles meet, the one that can still move lies on top.
            style={{ zIndex: k === 0 && share(from) > 0.5 ? 1 : 0 }}
            min={min}
            max={max}
            step={step}
            value={value}
            aria-label={name}
            aria-valuetext={write(value)}
            onInput={(event) => change(event.currentTarget.valueAsNumber)}
            onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
          />
        ))}
      </div>
      <p>
        <span>
          {formatCount(here.filter(({ score }) => isIn(score)).length)} of {formatCount(here.length)} boxes
          here
        </span>
        {table && (
          <span title={`From ${formatNumber(table.min ?? 0)} to ${formatNumber(table.max ?? 0)}`}>
            {formatCount(table.count)} in the table
          </span>
        )}
      </p>
    </section>
  );
}

/** Both ends of the axis: 0 to 1 where all scores lie in it. */
export function axisOf(table: Pick<ScoreHistogram, "min" | "max"> | null, here: number[]): [number, number] {
  const all = [...here, table?.min, table?.max].filter((value) => typeof value === "number");
  const [min, max] = [Math.min(...all), Math.max(...all)];
  if (all.length === 0 || (min >= 0 && max <= 1)) return [0, 1];
  return min < max ? [min, max] : [min - 0.5, max + 0.5];
}
