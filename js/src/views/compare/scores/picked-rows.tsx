import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { Icon } from "../../../controls/icon";
import type { PickedRows as Answer, ClassificationResult } from "../../../evaluation/wire";
import { formatRows } from "../../../format";
import { Thumbnail } from "../../../panels/image";
import { EMPTY_QUERY } from "../../../query-edit";
import type { Row } from "../../../rows";
import { messageOf } from "../../../thumbnails";
import { useView } from "../../context";
import { useCompare } from "../compare-state";
import { LaneMark } from "../lane";
import { cardColumns, nameOf } from "./card-columns";
import { thresholdText } from "./clauses";
import { scoresOf } from "./scores-state";
import "./picked-rows.css";

/** Cards at first, and with every "more". */
const CARDS = 8;

interface Shown {
  answer: Answer;
  rows: Map<number, Row>;
}

/** The rows of the picked cell, surest first: their picture, and what each table says of them. */
export function PickedRows({ result }: { result: ClassificationResult }) {
  const view = useCompare();
  const scores = scoresOf(view);
  const picked = scores.cell.value;
  const [count, setCount] = useState(CARDS);
  const [shown, setShown] = useState<Shown | null>(null);
  const query = scores.query.value;
  const { threshold, class_thresholds } = scores.trait.value;
  const key = JSON.stringify([picked, threshold, class_thresholds, query, count]);
  useEffect(() => {
    if (!picked) {
      setShown(null);
      return;
    }
    const { side, place } = picked;
    const abort = new AbortController();
    const params = {
      query,
      options: scores.options.peek(),
      side,
      truth: place.row,
      prediction: place.column === result.classes.length ? ("below" as const) : place.column,
      threshold,
      class_thresholds: Object.keys(class_thresholds).length > 0 ? class_thresholds : null,
      start: 0,
      count,
    };
    const load = async () => {
      const answer = (await view.channel.askQuietly("picked_rows", params, abort.signal)).result;
      const columns = cardColumns(view.flat.peek()).names;
      const asked = { query: { ...EMPTY_QUERY, columns }, rows: answer.rows };
      const { buffers } = await view.channel.askQuietly("ticked", asked, abort.signal);
      const rows = new Map(view.readRows(buffers[0]).map((row) => [row.id, row]));
      if (!abort.signal.aborted) setShown({ answer, rows });
    };
    load().catch((error) => {
      if (!abort.signal.aborted) scores.failure.value = messageOf(error);
    });
    return () => abort.abort();
  }, [key]);
  if (!picked || !shown) return null;
  const { side, place } = picked;
  const { answer, rows } = shown;
  const said = result.classes[place.column] ?? `nothing from ${thresholdText(threshold)}`;
  const who = result.sides.length > 1 ? scores.names.value[side] : "the table";
  return (
    <section class="dv-picked" aria-label="Picked rows">
      <div class="dv-scores-head">
        <h3>{formatRows(answer.total)}</h3>
        <span class="dv-quiet">
          {result.classes[place.row]}, {who} says {said}, surest first
        </span>
        <span class="dv-grow" />
        <Button
          small
          icon="compare-rows"
          label="Open as rows"
          onClick={() => {
            view.tab.value = "rows";
          }}
        />
      </div>
      <ul class="dv-picked-cards">
        {answer.rows.map((id, at) => (
          <Card key={id} id={id} at={at} row={rows.get(id)} answer={answer} result={result} />
        ))}
      </ul>
      {answer.total > answer.rows.length && (
        <Button look="link" small label="Show more" onClick={() => setCount(count + 2 * CARDS)} />
      )}
    </section>
  );
}

interface CardProps {
  id: number;
  at: number;
  row: Row | undefined;
  answer: Answer;
  result: ClassificationResult;
}

function Card({ id, at, row, answer, result }: CardProps) {
  const view = useView();
  const { picture, name } = cardColumns(view.info.value);
  const names = scoresOf(useCompare()).names.value;
  const truth = answer.labels?.[at];
  const hasMarks = result.sides.length > 1;
  return (
    <li class="dv-picked-card">
      {picture && <Thumbnail column={picture} row={id} width={80} height={80} />}
      <div>
        <span class="dv-quiet dv-text">{(row && name && nameOf(row.cell(name))) || `row ${id + 1}`}</span>
        {result.sides.map(({ expressions }, side) => {
          const predicted = answer.predicted?.[at]?.[side] ?? null;
          // Where tables stand after each other a row is of one of them.
          if (predicted === null && expressions.where !== null) return null;
          const score = answer.scores?.[at]?.[side] ?? null;
          const isRight = predicted !== null && predicted === truth;
          return (
            <span key={side} class={hasMarks ? "dv-picked-lane has-marks" : "dv-picked-lane"}>
              {hasMarks && <LaneMark side={side} />}
              {predicted === null ? (
                <i />
              ) : (
                <span
                  class={isRight ? "dv-right" : "dv-wrong"}
                  role="img"
                  aria-label={isRight ? "right" : "wrong"}
                >
                  <Icon name={isRight ? "check" : "close"} size={12} />
                </span>
              )}
              <span class={predicted === null ? "dv-text dv-quiet" : "dv-text"}>
                {predicted === null ? `not in ${names[side]}` : result.classes[predicted]}
              </span>
              <span class="is-number">{score === null ? "" : score.toFixed(2)}</span>
            </span>
          );
        })}
      </div>
    </li>
  );
}
