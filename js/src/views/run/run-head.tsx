import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatTime } from "../../format";
import { LazyMenu, PagePopover } from "../lazy-menus";
import "./run-icons";
import { traitsOf } from "./run-options";
import type { RunState } from "./run-state";
import {
  age,
  heldWords,
  progressWords,
  shareDone,
  stateIcon,
  stateWord,
  stateWords,
  stepsWords,
  timeLeft,
} from "./run-words";

interface RunHeadProps {
  state: RunState;
  lead?: ComponentChildren;
}

/** Who a run is and how it goes. */
export function RunHead({ state, lead }: RunHeadProps) {
  const info = state.info.value;
  const writtenAt = info?.written_at;
  const ticking = useNow(info?.state === "running" && writtenAt === undefined);
  if (!info) return null;
  const isRunning = info.state === "running";
  // A page without a kernel knows how the run went when it was written.
  const now = writtenAt === undefined ? ticking : Date.parse(writtenAt);
  const facts = [
    ...(isRunning ? [progressWords(info), timeLeft(info, now)] : []),
    ...(info.state === "finished" ? [stepsWords(info)] : []),
    info.group ?? "",
    info.project,
  ].filter((fact) => fact !== "");
  const share = shareDone(info);
  return (
    <header class="dv-run-head">
      {lead}
      <span class={`dv-run-glyph is-${info.state}`}>
        <Icon name={stateIcon(info.state)} />
      </span>
      <div class="dv-run-who">
        <h2 class="dv-text" title={info.name}>
          {info.name}
        </h2>
        <p class="dv-run-facts">
          <span>
            <b class={`dv-run-state is-${info.state}`}>{stateWord(info.state)}</b> {stateWords(info, now)}
          </span>
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {info.tags.map((tag) => (
            <span key={`tag ${tag}`} class="dv-run-tag">
              {tag}
            </span>
          ))}
        </p>
      </div>
      {isRunning &&
        (writtenAt === undefined ? (
          <Live state={state} now={now} />
        ) : (
          <small class="dv-quiet">as of {formatTime(now)}</small>
        ))}
      <HeadMenu state={state} />
      {isRunning && share !== null && (
        <div
          class="dv-run-progress"
          role="progressbar"
          aria-label="Progress of the run"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * share)}
          style={{ "--dv-share": `${100 * share}%` }}
        />
      )}
    </header>
  );
}

function Live({ state, now }: { state: RunState; now: number }) {
  const held = state.held.value;
  const isHeld = held !== null;
  const ago = state.info.value ? age(state.info.value, now) : "";
  const { isBusy } = state.channel;
  return (
    <div class="dv-run-live">
      <span role="status">
        {isHeld ? (
          <b>{heldWords(held)}</b>
        ) : (
          <>
            <i class={`dv-live-ring ${isBusy.value ? "is-still" : ""}`} />
            <b>{isBusy.value ? "Kernel busy" : "Live"}</b>
          </>
        )}
      </span>
      {!isHeld && ago && <small class="dv-quiet dv-run-age">last point {ago}</small>}
      <Button
        icon={isHeld ? "play" : "pause"}
        title={isHeld ? "Go on showing new points" : "Hold the picture; the run goes on"}
        onClick={() => state.pause(!isHeld)}
      />
    </div>
  );
}

function HeadMenu({ state }: { state: RunState }) {
  const [open, setOpen] = useState<"menu" | "page" | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const info = state.info.value;
  if (!info) return null;
  const copy = (text: string) => void navigator.clipboard?.writeText(text);
  return (
    <>
      <Button
        icon="more"
        title="More of the run"
        buttonRef={button}
        aria-expanded={open !== null}
        onClick={() => setOpen(open === null ? "menu" : null)}
      />
      {open === "page" && (
        <PagePopover
          anchor={button}
          onClose={() => setOpen(null)}
          label="HTML page of the run"
          channel={state.channel}
          title={info.name}
          {...(state.isOwnView ? {} : { of: { run: state.run, traits: traitsOf(state.options) } })}
        />
      )}
      {open === "menu" && (
        <LazyMenu
          anchor={button}
          label="More of the run"
          onClose={() => setOpen(null)}
          groups={[
            [
              {
                icon: "copy",
                label: "Copy the run's path",
                onPick: () => copy(`${info.project}/${info.id}`),
              },
              {
                icon: "code",
                label: "Copy Python that reads it",
                onPick: () => copy(`wandb.Api().run(${JSON.stringify(`${info.project}/${info.id}`)})`),
              },
            ],
            [
              {
                icon: "export",
                label: "Write as an HTML page …",
                onPick: () => setOpen("page"),
              },
            ],
          ]}
        />
      )}
    </>
  );
}

/** The time, once a second while something depends on it. */
function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return isTicking ? now : Date.now();
}
