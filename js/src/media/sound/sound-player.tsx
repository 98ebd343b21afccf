import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { messageOf } from "../../thumbnails";
import { askView } from "../fetch-media";
import type { ViewerProps } from "../kinds";
import { formatSeconds } from "../sound-outline";
import { hertzTicks, timeTicks } from "./axes";
import type { Levels } from "./levels";
import { settingsOf } from "./settings";
import { onSoundKey, onWaveKey } from "./sound-keys";
import { SoundModel } from "./sound-model";
import { type Pointed, readingWords, Spectrogram } from "./spectrogram";
import { clockTime, Transport } from "./transport";
import { Wave, type WaveHandle } from "./wave";
import { lanesOf, type Peaks } from "./waveform";
import "./sound-player.css";

/** Room left of what is drawn, for its axes. */
const GUTTER_PX = 44;
const LARGEST_GUTTER_AT_PX = 560;
const TRANSPORT_PX = 44;
const FACTS_PX = 24;
const RULER_PX = 20;
/** Values of the waveform that are asked for; a longer sound has lowest and highest of several samples in each. */
const COLUMNS = 1 << 17;

interface Drawn {
  peaks: Peaks;
  lanes: Float32Array[];
}

/** An open sound: played, seen as waveform and spectrogram, with a region that loops. */
export function SoundPlayer({ item, source, width, height, keys }: ViewerProps) {
  const { view, column, row, index } = source;
  const facts = item.facts as {
    seconds?: number | null;
    sample_rate?: number | null;
    channels?: number | null;
  };
  const model = useMemo(
    () => new SoundModel(source, settingsOf(view), facts.seconds ?? null),
    [view, column, row, index],
  );
  const wave = useRef<WaveHandle | null>(null);
  const stage = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [levels, setLevels] = useState<Levels | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void model.load();
    askView(source, "peaks", { columns: COLUMNS }, stop.signal).then(
      ({ result, buffers }) => {
        const peaks = result as unknown as Peaks;
        setDrawn({ peaks, lanes: lanesOf(peaks, buffers[0] as Uint8Array) });
      },
      (error) => stop.signal.aborted || setFailure(messageOf(error)),
    );
    return () => {
      stop.abort();
      model.dispose();
    };
  }, [model]);
  useEffect(() => {
    keys.current = (event) => onSoundKey(event, model, wave.current);
    return () => {
      keys.current = null;
    };
  }, [keys, model]);
  useLayoutEffect(() => {
    const el = stage.current;
    if (!el) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { from, to } = model.visible.peek();
      const around =
        from + ((event.clientX - el.getBoundingClientRect().left) / el.clientWidth) * (to - from);
      wave.current?.zoom(1.0015 ** -event.deltaY, around);
    };
    el.addEventListener("wheel", onWheel, { passive: false });
    return () => el.removeEventListener("wheel", onWheel);
  }, [model]);

  const gutter = width < LARGEST_GUTTER_AT_PX ? GUTTER_PX - 8 : GUTTER_PX;
  const room = Math.max(40, width - gutter);
  const channels = drawn?.peaks.channels ?? facts.channels ?? 1;
  const channel = model.settings.channel.value;
  const chosen = channel !== null && channel < channels ? channel : null;
  const lanes = useMemo(
    () => (drawn ? (chosen === null ? drawn.lanes : drawn.lanes.slice(chosen, chosen + 1)) : []),
    [drawn, chosen],
  );
  const left = height - TRANSPORT_PX - FACTS_PX - RULER_PX;
  const waveHeight = Math.round(Math.min(0.5, 0.28 + 0.1 * (Math.max(1, lanes.length) - 1)) * left);
  const spectrogramHeight = left - waveHeight - 6;
  const file = model.file.value;
  const onWave = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!onWaveKey(event, model, wave.current) && !onSoundKey(event, model, wave.current)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const visible = model.visible.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the sliders inside
    <div
      class="dv-sound-player"
      style={{ width: `${width}px` }}
      onKeyDown={(event) => {
        if (!(event.target as Element).matches("[role=slider]") || event.defaultPrevented) return;
        onWave(event);
      }}
    >
      <Transport model={model} channels={channels} wave={wave} />
      {file.status === "failed" && (
        <p class="dv-sound-failure" role="alert">
          {file.message} <Button look="link" small label="Try again" onClick={() => void model.load()} />
        </p>
      )}
      <div class="dv-sound-lanes" style={{ gridTemplateColumns: `${gutter}px ${room}px` }}>
        <LaneNames channels={channels} chosen={chosen} height={waveHeight} peak={drawn?.peaks.peak} />
        <div
          class="dv-sound-time-slider"
          role="slider"
          aria-label="Position"
          aria-valuemin={0}
          aria-valuemax={Number(model.duration.value.toFixed(3))}
          aria-valuenow={Number(model.time.value.toFixed(3))}
          aria-valuetext={`${formatSeconds(model.time.value)} of ${formatSeconds(model.duration.value)}`}
          tabIndex={0}
          style={{ height: `${waveHeight}px` }}
          aria-busy={drawn === null && failure === null}
        >
          {drawn && model.duration.value > 0 ? (
            <Wave
              model={model}
              lanes={lanes}
              peak={drawn.peaks.peak}
              width={room}
              height={waveHeight}
              handle={wave}
            />
          ) : failure !== null ? (
            <p class="dv-sound-note">{failure}</p>
          ) : (
            <div class="dv-viewer-progress" role="progressbar" aria-label="Reading the waveform" />
          )}
        </div>
        <FrequencyAxis levels={levels} height={spectrogramHeight} />
        <div ref={stage} class="dv-sound-stage">
          {failure === null && (
            <Spectrogram
              model={model}
              width={room}
              height={spectrogramHeight}
              onLevels={setLevels}
              onPoint={setPointed}
            />
          )}
        </div>
        <span />
        <div class="dv-sound-ruler" aria-hidden="true" style={{ height: `${RULER_PX}px` }}>
          {timeTicks(visible, room).map(({ at, label }) => (
            <span
              key={label}
              style={{ left: `${at}px` }}
              data-side={at < 12 ? "start" : at > room - 16 ? "end" : undefined}
            >
              {label}
            </span>
          ))}
        </div>
      </div>
      <p class="dv-sound-facts">
        <span>{factWords(item.facts)}</span>
        <Region model={model} />
        <span class="dv-viewer-grow" />
        <output aria-live="off">{pointed ? readingWords(pointed) : ""}</output>
      </p>
    </div>
  );
}

interface LaneNamesProps {
  channels: number;
  chosen: number | null;
  height: number;
  peak: number | undefined;
}

/** Which channel each lane is, and which sample fills it. */
function LaneNames({ channels, chosen, height, peak }: LaneNamesProps) {
  const names =
    channels === 1
      ? [""]
      : channels === 2
        ? ["L", "R"]
        : Array.from({ length: channels }, (_, k) => `${k + 1}`);
  const shown = chosen === null ? names : names.slice(chosen, chosen + 1);
  const each = height / shown.length;
  return (
    <div class="dv-sound-gutter" style={{ height: `${height}px` }} aria-hidden="true">
      {peak !== undefined && each >= 36 && <span style={{ top: 0 }}>±{Number(peak.toPrecision(2))}</span>}
      {each >= 14 &&
        shown.map((name, k) => (
          <b key={name} style={{ top: `${(k + 0.5) * each - 8}px` }}>
            {name}
          </b>
        ))}
    </div>
  );
}

function FrequencyAxis({ levels, height }: { levels: Levels | null; height: number }) {
  const ticks = levels
    ? hertzTicks(levels.edges_hz, height, (levels as Levels & { scale?: string }).scale === "linear")
    : [];
  return (
    <div class="dv-sound-gutter" style={{ height: `${height}px` }} aria-hidden="true">
      <span style={{ top: 0 }}>Hz</span>
      {ticks
        .filter(({ at }) => at > 22)
        .map(({ at, label }) => (
          <span key={label} class="dv-sound-tick" style={{ top: `${Math.min(height - 14, at - 8)}px` }}>
            {label}
          </span>
        ))}
    </div>
  );
}

function Region({ model }: { model: SoundModel }) {
  const region = model.region.value;
  if (!region) return null;
  const { from, to } = region;
  return (
    <span class="dv-sound-region">
      {clockTime(from)} – {clockTime(to)} ({formatSeconds(to - from)})
      <Button
        small
        icon="close"
        title="Remove the region (x)"
        aria-label="Remove the region"
        onClick={() => {
          model.region.value = null;
        }}
      />
    </span>
  );
}

const CHANNELS = ["", "mono", "stereo"];

/** "44,100 Hz · stereo · 16 bit · −20.2 LUFS · peak −7.5 dB" */
function factWords(facts: Record<string, unknown>): string {
  const number = (name: string) => (typeof facts[name] === "number" ? (facts[name] as number) : null);
  const [rate, channels, bits] = [number("sample_rate"), number("channels"), number("bits")];
  const [loudness, peak] = [number("loudness"), number("peak_db")];
  const minus = (value: number) => (value.toFixed(1) === "-0.0" ? "0.0" : value.toFixed(1).replace("-", "−"));
  return [
    rate && `${rate.toLocaleString("en-US")} Hz`,
    channels && (CHANNELS[channels] ?? `${channels} channels`),
    bits && `${bits} bit`,
    loudness !== null && `${minus(loudness)} LUFS`,
    peak !== null && `peak ${minus(peak)} dB`,
  ]
    .filter(Boolean)
    .join(" · ");
}
