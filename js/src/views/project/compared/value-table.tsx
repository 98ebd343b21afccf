import { useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { formatCount } from "../../../format";
import type { ValueChange } from "../value-changes";
import { valueLook, valueText } from "../value-lines";

/** Shown at first, and so many more each time. */
const PAGE = 200;

interface ValueChangesProps {
  label: string;
  names: readonly [string, string];
  /** `how` is null where both have the same. */
  /** Facts in words, where values as code has them would mislead. */
  isPlain?: boolean;
  changes: readonly (Omit<ValueChange, "how"> & { how: ValueChange["how"] | null })[];
}

/** Values of two versions by name, one beside the other. */
export function ValueChanges({ label, names, changes, isPlain = false }: ValueChangesProps) {
  const [most, setMost] = useState(PAGE);
  return (
    <>
      <div class="dv-versions">
        <table class="dv-value-changes" aria-label={label}>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">{names[0]}</th>
              <th scope="col">{names[1]}</th>
            </tr>
          </thead>
          <tbody>
            {changes.slice(0, most).map(({ path, how, before, after }) => (
              <tr key={path} class={how === null ? "" : `is-${how}`}>
                <th scope="row">{path}</th>
                <td>
                  <Value value={before} isThere={how !== "added"} isPlain={isPlain} />
                </td>
                <td>
                  <Value value={after} isThere={how !== "removed"} isPlain={isPlain} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changes.length > most && (
        <Button
          small
          label={`Show ${formatCount(Math.min(PAGE, changes.length - most))} more of ${formatCount(changes.length - most)}`}
          onClick={() => setMost(most + PAGE)}
        />
      )}
    </>
  );
}

/** What is nothing, what is not set and what is empty look different. */
function Value({ value, isThere, isPlain }: { value: unknown; isThere: boolean; isPlain: boolean }) {
  if (isPlain && value !== null) return <>{String(value)}</>;
  if (!isThere || isPlain) return <i class="dv-quiet">not set</i>;
  if (value === null) return <i class="dv-quiet">null</i>;
  if (value === "") return <i class="dv-quiet">empty text</i>;
  return <span class={`dv-values-value is-${valueLook(value)}`}>{valueText(value)}</span>;
}
