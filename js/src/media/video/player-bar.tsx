import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { MenuChoice } from "../menu-choice";
import { clockText } from "./frame-times";
import { codecName } from "./playable";
import { type Player, step, toggle } from "./player";
import { type PlaySettings, SPEEDS, speedText } from "./settings";
import type { VideoFacts } from "./video-facts";

export interface PlayerBarProps {
  player: Player | null;
  facts: VideoFacts;
  settings: PlaySettings;
  hasSound: boolean;
  isNarrow: boolean;
  isFull: boolean;
  /** Fill the screen, or no longer; undefined where the page may not. */
  onFill: (() => void) | undefined;
}

/** What an open video can be told, and where it is. */
export function PlayerBar({ player, facts, settings, hasSound, isNarrow, isFull, onFill }: PlayerBarProps) {
  const isPlaying = player?.isPlaying.value ?? false;
  const { isLooping, isMuted } = settings;
  const off = player === null;
  return (
    <div class="dv-video-bar" role="group" aria-label="Playing">
      <Button
        icon={isPlaying ? "pause" : "play"}
        class="dv-video-play"
        title={isPlaying ? "Pause (space)" : "Play (space)"}
        disabled={off}
        onClick={() => player && toggle(player)}
      />
      <Button
        icon="frame-back"
        title="One frame back (,)"
        disabled={off}
        onClick={() => player && step(player, -1)}
      />
      <Button
        icon="frame-on"
        title="One frame on (.)"
        disabled={off}
        onClick={() => player && step(player, 1)}
      />
      <Place player={player} facts={facts} isNarrow={isNarrow} />
      <span class="dv-video-grow" />
      {!isNarrow && <span class="dv-video-facts">{told(facts)}</span>}
      <Speed settings={settings} />
      <Button
        icon="repeat"
        title="Loop (l)"
        pressed={isLooping.value}
        onClick={() => {
          isLooping.value = !isLooping.value;
        }}
      />
      {hasSound && (
        <Button
          icon={isMuted.value ? "muted" : "volume"}
          title={isMuted.value ? "Sound on (m)" : "Mute (m)"}
          onClick={() => {
            isMuted.value = !isMuted.value;
          }}
        />
      )}
      {onFill && (
        <Button
          icon={isFull ? "close" : "fit"}
          title={isFull ? "Leave full screen (f)" : "Full screen (f)"}
          onClick={onFill}
        />
      )}
    </div>
  );
}

function Place({ player, facts, isNarrow }: Pick<PlayerBarProps, "player" | "facts" | "isNarrow">) {
  const frame = player?.frame.value ?? 0;
  const seconds = player?.times.seconds ?? facts.seconds;
  const count = player?.times.count ?? facts.frames;
  return (
    <output class="dv-video-where" data-frame={player ? frame : undefined}>
      <b>{clockText(player?.times.startOf(frame) ?? 0)}</b>
      {isNarrow || seconds === null ? " s" : ` / ${clockText(seconds)} s`}
      {count !== null && (
        <span>
          {" · "}
          {!isNarrow && "frame "}
          <b>{formatCount(frame + 1)}</b>
          {isNarrow ? "/" : " of "}
          {player?.times.isGuessed && "about "}
          {formatCount(count)}
        </span>
      )}
    </output>
  );
}

/** "29.97 fps · VP8"; the size stands below. */
function told({ fps, codec }: VideoFacts): string {
  const parts = [];
  if (fps) parts.push(`${Number(fps.toFixed(2))} fps`);
  if (codec) parts.push(codecName(codec));
  return parts.join(" · ");
}

function Speed({ settings: { speed } }: Pick<PlayerBarProps, "settings">) {
  return (
    <MenuChoice
      class="dv-video-speed"
      label="Speed"
      title="Speed (< and >)"
      icon="clock"
      width={132}
      options={SPEEDS.map((value) => ({ value, label: speedText(value) }))}
      value={speed.value}
      onPick={(value) => {
        speed.value = value;
      }}
    />
  );
}
