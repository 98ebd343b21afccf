import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { formatRows } from "../../../format";
import { messageOf } from "../../../thumbnails";
import type { Questions } from "../../../wire";
import { useCompare } from "../compare-state";
import { LaneMark, sideNames } from "../lane";
import type { Repair } from "../wire";
import { showUnmatched } from "./unmatched";
import "./states.css";

type Answer = Questions["repairs"]["result"];

/** In place of the rows where no key of the tables is the same: the first keys, what differs in them, and ways out. */
export function NoMatch() {
  const state = useCompare();
  const about = state.about.value;
  const asked = JSON.stringify([about?.keys, about?.sides]);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    setAnswer(null);
    state.channel.ask("repairs", {}, abort.signal).then(
      ({ result }) => setAnswer(result),
      (error) => {
        if (!abort.signal.aborted) setFailure(messageOf(error));
      },
    );
    return () => abort.abort();
  }, [state, asked]);
  if (!about) return null;
  const names = sideNames(about.sides);
  const keys = about.keys.map(({ name }) => name).join(", ");
  const rows = about.sides.reduce((sum, { row_count }) => sum + row_count, 0);
  const repairs: Repair[] = answer
    ? [
        ...answer.repairs,
        ...(answer.repairs.some(({ comparison }) => comparison.how === "concat")
          ? []
          : [{ label: "Stack the tables", comparison: { how: "concat" as const }, matched: rows }]),
      ]
    : [];
  return (
    <div class="dv-no-match">
      <div>
        <h3>
          {names.length === 2
            ? `No ${keys} of ${names[0]} occurs in ${names[1]}`
            : `No ${keys} is the same in two of the tables`}
        </h3>
        <p class="dv-quiet" role="status">
          {failure ?? answer?.sentence ?? "Looking for what differs."}
        </p>
        <div class="dv-note-ways">
          {repairs.map(({ label, comparison, matched }, at) => (
            <Button
              key={label}
              look={at === 0 ? "primary" : "line"}
              label={
                <>
                  {label} <span class={at === 0 ? "" : "dv-quiet"}>{formatRows(matched)}</span>
                </>
              }
              onClick={() => void state.arrange(comparison)}
            />
          ))}
          <Button look="link" label="Show all rows, unmatched" onClick={() => showUnmatched(state)} />
        </div>
      </div>
      {answer && answer.first_keys.length > 0 && (
        <div class="dv-first-keys">
          {answer.first_keys.map((first, side) => (
            <table key={side}>
              <thead>
                <tr>
                  <th scope="col">
                    <LaneMark side={side} /> {names[side]}.{about.keys[0]?.columns[side] ?? keys}
                  </th>
                </tr>
              </thead>
              <tbody>
                {first.map((key, at) => (
                  <tr key={at}>
                    <td>
                      <Marked text={key} span={answer.spans[side]?.[at] ?? null} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
        </div>
      )}
    </div>
  );
}

/** A key with the part that differs marked. */
function Marked({ text, span }: { text: string; span: [number, number] | null }) {
  if (!span || span[0] >= span[1]) return <>{text}</>;
  // Python counts characters, not UTF-16 units.
  const letters = [...text];
  const part = (from: number, to?: number) => letters.slice(from, to).join("");
  return (
    <>
      {part(0, span[0])}
      <mark class="dv-differs">{part(span[0], span[1])}</mark>
      {part(span[1])}
    </>
  );
}
