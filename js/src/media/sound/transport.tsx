import { Button } from "../../controls/button";
import { Segments } from "../../controls/segments";
import { Slider } from "../../controls/slider";
import { MenuChoice } from "../menu-choice";
import { type Scale, SPEEDS } from "./settings";
import type { SoundModel } from "./sound-model";
import type { WaveHandle } from "./wave";

/** What stands for all channels in a choice of numbers. */
const ALL = -1;

export interface TransportProps {
  model: SoundModel;
  channels: number;
  wave: { current: WaveHandle | null };
}

/** What plays, loops, zooms and chooses what is shown. */
export function Transport({ model, channels, wave }: TransportProps) {
  const { settings, file } = model;
  const { isLooping, isMuted, volume, scale } = settings;
  const isReady = file.value.status === "ready";
  const isPlaying = model.isPlaying.value;
  return (
    <div class="dv-transport" role="toolbar" aria-label="Player">
      <button
        type="button"
        class="dv-sound-play is-large"
        disabled={!isReady}
        data-status={isPlaying ? "playing" : undefined}
        aria-label={isPlaying ? "Pause" : "Play"}
        title={isPlaying ? "Pause (space)" : "Play (space)"}
        onClick={() => model.toggle()}
      >
        <PlayIcon isPlaying={isPlaying} />
      </button>
      <Clock model={model} />
      <Button
        icon="repeat"
        title="Loop (l)"
        aria-label="Loop"
        pressed={isLooping.value}
        onClick={() => {
          isLooping.value = !isLooping.value;
        }}
      />
      <MenuChoice
        label="Speed"
        title="Speed (< and >)"
        icon="clock"
        options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        value={settings.speed.value}
        onPick={(picked) => {
          settings.speed.value = picked;
        }}
      />
      <span class="dv-transport-volume">
        <Button
          icon={isMuted.value || volume.value === 0 ? "muted" : "volume"}
          title="Mute (m)"
          aria-label="Mute"
          pressed={isMuted.value}
          onClick={() => {
            isMuted.value = !isMuted.value;
          }}
        />
        <Slider
          label="Volume"
          value={isMuted.value ? 0 : volume.value}
          onInput={(value) => {
            volume.value = value;
            isMuted.value = value === 0;
          }}
        />
      </span>
      <span class="dv-viewer-grow" />
      {channels > 1 && <ChannelChoice model={model} channels={channels} />}
      <Segments<Scale>
        label="Frequencies"
        segments={[
          { value: "mel", label: "Mel", title: "As far apart as they sound" },
          { value: "linear", label: "Linear", title: "Evenly" },
          { value: "log", label: "Log", title: "By octaves" },
        ]}
        value={scale.value}
        onPick={(picked) => {
          scale.value = picked;
        }}
      />
      <span class="dv-transport-zoom">
        <Button
          icon="minus"
          title="Zoom out (−)"
          aria-label="Zoom out"
          onClick={() => wave.current?.zoom(1 / 1.5)}
        />
        <Button
          icon="plus"
          title="Zoom in (+)"
          aria-label="Zoom in"
          onClick={() => wave.current?.zoom(1.5)}
        />
        <Button icon="fit" title="Show all (0)" aria-label="Show all" onClick={() => wave.current?.zoom(0)} />
      </span>
    </div>
  );
}

function PlayIcon({ isPlaying }: { isPlaying: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {isPlaying ? <path d="M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z" /> : <path d="M5 2.8v10.4L13.2 8z" />}
    </svg>
  );
}

/** "0:01.234 / 0:02.074"; while the file comes, how far it is. */
function Clock({ model }: { model: SoundModel }) {
  const file = model.file.value;
  const time = clockTime(model.time.value);
  return (
    <span class="dv-transport-clock">
      {file.status === "loading" ? (
        <span role="status">{Math.round(100 * file.share)} % loaded</span>
      ) : (
        <>
          <b>{time}</b> / {clockTime(model.duration.value)}
        </>
      )}
    </span>
  );
}

export function clockTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const two = (part: number) => String(Math.floor(part)).padStart(2, "0");
  const [hours, minutes] = [Math.floor(milliseconds / 3_600_000), Math.floor(milliseconds / 60_000) % 60];
  const rest = `${two((milliseconds / 1000) % 60)}.${String(milliseconds % 1000).padStart(3, "0")}`;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Which channel is shown; all are heard. */
function ChannelChoice({ model, channels }: { model: SoundModel; channels: number }) {
  const { channel } = model.settings;
  const names =
    channels === 2 ? ["Left", "Right"] : Array.from({ length: channels }, (_, k) => `Channel ${k + 1}`);
  const shown = channel.value !== null && channel.value < channels ? channel.value : ALL;
  const options = [
    { value: ALL, label: channels === 2 ? "All" : "All channels" },
    ...names.map((label, value) => ({ value, label })),
  ];
  const pick = (value: number) => {
    channel.value = value === ALL ? null : value;
  };
  return channels === 2 ? (
    <Segments label="Channel" segments={options} value={shown} onPick={pick} />
  ) : (
    <MenuChoice label="Channel" title="Channel" icon="sound" options={options} value={shown} onPick={pick} />
  );
}
