import { Icon } from "../../controls/icon";
import { formatCount, formatNumber } from "../../format";
import type { OddNumber } from "../../runs/wire";
import { type FlatValue, flatten } from "./flat-values";
import type { RunState } from "./run-state";

/** What is left of a run in one value a key, and what was chosen before it began. */
export function SidePanel({ state }: { state: RunState }) {
  const info = state.info.value;
  if (!info) return null;
  const text = state.keyText.value.trim().toLowerCase();
  const pick = (values: Record<string, unknown>) =>
    flatten(values).filter(({ key }) => !key.startsWith("_") && key.toLowerCase().includes(text));
  const summary = pick(info.summary);
  const config = pick(info.config);
  return (
    <aside class="dv-run-side" aria-label="Summary and config">
      <label class="dv-run-find">
        <Icon name="search" size={14} />
        <input
          class="dv-field"
          type="search"
          placeholder="Find a key"
          aria-label="Find a key"
          value={state.keyText.value}
          onInput={(event) => {
            state.keyText.value = event.currentTarget.value;
          }}
        />
      </label>
      <Values
        title="Summary"
        note="latest values"
        values={summary}
        nothing={text ? "No such key." : "Nothing yet."}
      />
      <Values
        title="Config"
        note={`${formatCount(config.length)} ${config.length === 1 ? "key" : "keys"}`}
        values={config}
        nothing={text ? "No such key." : "Nothing was set."}
      />
      {info.notes && (
        <section>
          <h3>Notes</h3>
          <p class="dv-run-notes">{info.notes}</p>
        </section>
      )}
    </aside>
  );
}

interface ValuesProps {
  title: string;
  note: string;
  values: FlatValue[];
  nothing: string;
}

function Values({ title, note, values, nothing }: ValuesProps) {
  return (
    <section aria-label={title}>
      <h3>
        {title} <small class="dv-quiet">{note}</small>
      </h3>
      {values.length === 0 ? (
        <p class="dv-quiet">{nothing}</p>
      ) : (
        <dl>
          {values.map(({ key, value }) => (
            <div key={key}>
              <dt class="dv-text" title={key}>
                {key}
              </dt>
              <dd class="dv-text" title={plainText(value)}>
                <Value value={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

const isOdd = (value: unknown): value is OddNumber =>
  typeof value === "object" && value !== null && "_number" in value;

function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (isOdd(value)) return value._number;
  return JSON.stringify(value) ?? "";
}

/** Absent, false, 0 and "" look different. */
function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span class="dv-null">none</span>;
  if (typeof value === "number") return <>{formatNumber(value)}</>;
  if (isOdd(value))
    return <span class="dv-nan">{value._number.replace("Infinity", "∞").replace("-", "−")}</span>;
  if (value === "") return <span class="dv-null">""</span>;
  return <>{plainText(value)}</>;
}
