import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Menu } from "../controls/menu";
import { formatCount } from "../format";
import { Marked } from "../views/project/marks";
import { RunGlyph } from "../views/project/run-glyph";
import { exactTime } from "../views/project/words";
import { actionsOf, usePanel } from "./context";
import { Row } from "./row";
import { Nothing, Section } from "./section";
import { refusedTick } from "./tick-words";
import { tickKey } from "./ticks";
import type { Look, RunRow } from "./wire";
import { lastTime, runAge, runValue } from "./words";

/** The newest runs of the project, each with the value of a key that the user chooses. */
export function Runs({ look, nowMs }: { look: Look; nowMs: number }) {
  const state = usePanel();
  const hidden = look.run_count - look.runs.length;
  return (
    <Section
      name="runs"
      title="Runs"
      count={formatCount(look.run_count)}
      tool={look.keys.length > 0 && <KeyMenu look={look} />}
    >
      {look.run_count === 0 && <Nothing>No run yet. The first one shows up here as it logs.</Nothing>}
      {look.runs.map((run) => (
        <RunLine key={run.id} run={run} metric={look.key} nowMs={nowMs} project={look.project} words={[]} />
      ))}
      {hidden > 0 && (
        <li class="dv-sb-row is-more">
          <button
            type="button"
            class="dv-sb-main"
            data-row=""
            tabIndex={-1}
            onClick={() => state.showMoreRuns()}
          >
            <span class="dv-quiet">{formatCount(hidden)} more</span>
          </button>
        </li>
      )}
    </Section>
  );
}

interface RunLineProps {
  run: RunRow;
  /** The key whose value stands at the end. */
  metric: string;
  nowMs: number;
  project: string;
  /** What was searched for. */
  words: readonly string[];
}

/** One run: how it goes, its name, and how far it came. */
export function RunLine({ run, metric, nowMs, project, words }: RunLineProps) {
  const state = usePanel();
  const tick = {
    kind: "run" as const,
    id: run.id,
    name: run.name,
    created_at: run.created_at,
    note: runAge(run, nowMs),
  };
  const isOn = state.ticks.value.some((other) => tickKey(other) === tickKey(tick));
  const value = runValue(run);
  const isElsewhere = project !== state.project.value;
  return (
    <Row
      label={run.name}
      words={run.problem === null ? run.name : `${run.name} cannot be read`}
      title={run.problem ?? [run.name, run.note, exactTime(lastTime(run))].filter(Boolean).join("\n")}
      tick={{
        isOn,
        refused: run.problem ?? refusedTick(state.ticks.value, isOn, isElsewhere),
        onTick: () => state.tick(tick),
      }}
      glyph={<RunGlyph state={run.state} />}
      end={
        run.problem === null && (
          <>
            <span
              class={`dv-sb-value ${value.isState ? `is-state is-${run.state}` : ""}`}
              title={value.isState ? undefined : metric}
            >
              {value.text}
            </span>
            <small class="dv-sb-age">{runAge(run, nowMs)}</small>
          </>
        )
      }
      actions={actionsOf(state, { kind: "run", id: run.id, name: run.name }, project)}
    >
      <span class="dv-text">
        <Marked text={run.name} words={words} />
      </span>
      {run.problem !== null && <span class="dv-sb-problem"> cannot be read</span>}
    </Row>
  );
}

/** Which value stands beside each run. */
function KeyMenu({ look }: { look: Look }) {
  const state = usePanel();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        small
        caret
        class="dv-sb-key"
        buttonRef={anchor}
        title="Value shown beside each run"
        aria-label={`Value shown beside each run: ${look.key}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        label={<span class="dv-text">{look.key}</span>}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <Menu
          anchor={anchor}
          label="Value shown beside each run"
          width={232}
          onClose={() => setOpen(false)}
          groups={[
            look.keys.map((key) => ({
              icon: "number",
              label: key,
              checked: key === look.key,
              onPick: () => state.chooseKey(key),
            })),
          ]}
        />
      )}
    </>
  );
}
