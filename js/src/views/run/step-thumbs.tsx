import { useEffect, useRef } from "preact/hooks";
import { formatCompact, formatCount } from "../../format";
import { letterOf, moveStep, nearestStep } from "./media-steps";

export interface StepThumbsProps {
  label: string;
  /** Rising. */
  steps: number[];
  /** Indexes of those that are compared, A first. */
  chosen: number[];
  onChoose(chosen: number[]): void;
  /** One step is looked at, and none is compared. */
  isSingle?: boolean;
}

const MOST_LABELS = 9;
/** How long a step is shown while A plays to B. */
const PLAY_MS = 500;

/** A slider with a thumb for each step that is compared; it stops at logged steps only, evenly spaced. */
export function StepThumbs({ label, steps, chosen, onChoose, isSingle = false }: StepThumbsProps) {
  const track = useRef<HTMLDivElement>(null);
  const moving = useRef<number | null>(null);
  const last = steps.length - 1;
  const share = (at: number) => `${(at / last) * 100}%`;
  const every = Math.max(1, Math.ceil(steps.length / MOST_LABELS));
  const placeOf = (event: PointerEvent) => {
    const { left, width } = (track.current as HTMLDivElement).getBoundingClientRect();
    return Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * last);
  };
  const playing = useRef<ReturnType<typeof setInterval> | undefined>(undefined);
  const stop = () => {
    clearInterval(playing.current);
    playing.current = undefined;
  };
  useEffect(() => stop, []);
  const latest = useRef(chosen);
  latest.current = chosen;
  /** Move A on to B step by step, and back to where it was; a second time stops. */
  const play = () => {
    if (playing.current !== undefined) return stop();
    const [from, to] = chosen as [number, number];
    const by = Math.sign(to - from);
    playing.current = setInterval(() => {
      const [at = from, ...others] = latest.current;
      const isOver = at + by === to;
      if (isOver) stop();
      onChoose([isOver ? from : at + by, ...others]);
    }, PLAY_MS);
  };
  const move = (which: number, to: number) => onChoose(moveStep(chosen, which, to, steps.length));
  return (
    <div class="dv-step-thumbs">
      <div
        ref={track}
        class="dv-step-track"
        onPointerDown={(event) => {
          stop();
          const place = placeOf(event);
          moving.current = nearestStep(chosen, place);
          event.currentTarget.setPointerCapture(event.pointerId);
          move(moving.current, place);
        }}
        onPointerMove={(event) => {
          if (moving.current !== null) move(moving.current, placeOf(event));
        }}
        onPointerUp={() => {
          moving.current = null;
        }}
      >
        {steps.map(
          (step, at) =>
            (at % every === 0 || at === last) && (
              <small key={step} style={{ left: share(at) }} aria-hidden="true">
                {formatCompact(step)}
              </small>
            ),
        )}
        {chosen.map((at, k) => (
          <span
            key={k}
            class="dv-step-thumb"
            style={{ left: share(at), "--dv-series": `var(--dv-table-${k})` }}
            role="slider"
            tabIndex={0}
            aria-label={isSingle ? `Step of ${label}` : `Step ${letterOf(k)} of ${label}`}
            aria-valuemin={0}
            aria-valuemax={last}
            aria-valuenow={at}
            aria-valuetext={`step ${formatCount(steps[at] ?? 0)}`}
            onKeyDown={(event) => {
              if (event.key === " ") {
                if (!event.repeat && chosen.length > 1) play();
                event.preventDefault();
                event.stopPropagation();
                return;
              }
              stop();
              const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
              if (to === undefined) return;
              move(k, to);
              event.preventDefault();
              event.stopPropagation();
            }}
          >
            {!isSingle && letterOf(k)}
          </span>
        ))}
      </div>
    </div>
  );
}
