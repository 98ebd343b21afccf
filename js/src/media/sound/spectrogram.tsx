import { useComputed, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "../../thumbnails";
import { askView } from "../fetch-media";
import { useThemeAround } from "../shown-theme";
import { hertzAt, placeOfHertz } from "./axes";
import { decibelsAt, type Levels, levelColors, paintLevels } from "./levels";
import type { SoundModel } from "./sound-model";
import { clamp, type Span } from "./spans";

/** Rows and columns asked for at most. */
const MOST = { rows: 512, columns: 2048 };
/** After the hand has rested so long the part in sight is asked for. */
const REST_MS = 150;

/** What the pointer, or the keys, point at. */
export interface Pointed {
  time: number;
  hertz: number;
  /** Below a sine at full scale; null where nothing has come yet. */
  decibels: number | null;
}

export interface SpectrogramProps {
  model: SoundModel;
  width: number;
  height: number;
  /** Told of the frequencies once they are here. */
  onLevels(levels: Levels | null): void;
  onPoint(pointed: Pointed | null): void;
}

interface Painted {
  levels: Levels;
  colors: Uint32Array;
  picture: HTMLCanvasElement;
}

/** How strong each frequency is at each time in sight; a click seeks, pointing reads. */
export function Spectrogram({ model, width, height, onLevels, onPoint }: SpectrogramProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const whole = useRef<Painted | null>(null);
  const detail = useRef<Painted | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(true);
  const { scale, channel } = model.settings;
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };

  const draw = () => {
    const el = canvas.current;
    const ctx = el?.getContext("2d");
    if (!el || !ctx) return;
    ctx.clearRect(0, 0, el.width, el.height);
    for (const painted of [whole.current, detail.current]) {
      if (painted) place(ctx, painted, model.visible.peek());
    }
  };
  const ask = async (span: Span | null, gone: AbortSignal): Promise<Painted> => {
    const params = {
      ...(span && { from_s: span.from, to_s: span.to }),
      columns: Math.min(MOST.columns, size.width),
      rows: Math.min(MOST.rows, size.height),
      scale: scale.peek(),
      channel: channel.peek(),
    };
    const { result, buffers } = await askView(model.source, "spectrogram", params, gone);
    const levels = { ...(result as unknown as Omit<Levels, "cells">), cells: buffers[0] as Uint8Array };
    // Details have the colours of the whole, so that zooming changes none.
    const colors =
      (span && whole.current?.colors) || levelColors(levels.cells, levels, isDarkAround(canvas.current));
    return { levels, colors, picture: paintLevels(levels, colors) };
  };

  const [wishedScale, wishedChannel] = [scale.value, channel.value];
  useLayoutEffect(() => {
    const stop = new AbortController();
    whole.current = null;
    detail.current = null;
    setFailure(null);
    setBusy(true);
    draw();
    ask(null, stop.signal).then(
      (painted) => {
        whole.current = painted;
        onLevels(painted.levels);
        setBusy(false);
        draw();
      },
      (error) => {
        if (stop.signal.aborted) return;
        setFailure(messageOf(error));
        setBusy(false);
      },
    );
    return () => stop.abort();
  }, [model, wishedScale, wishedChannel, size.height]);

  useSignalEffect(() => {
    const { from, to } = model.visible.value;
    draw();
    if (to - from >= model.duration.value * 0.98) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      ask({ from, to }, stop.signal).then(
        (painted) => {
          detail.current = painted;
          draw();
        },
        // The whole is still there to look at.
        () => {},
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  });

  useLayoutEffect(draw);
  const theme = useThemeAround(canvas);
  useLayoutEffect(() => {
    for (const painted of [whole.current, detail.current]) {
      if (!painted) continue;
      const from = whole.current?.levels ?? painted.levels;
      painted.colors = levelColors(from.cells, from, theme === "dark");
      painted.picture = paintLevels(painted.levels, painted.colors);
    }
    draw();
  }, [theme]);

  const [reading, setReading] = useState<Pointed | null>(null);
  const point = (time: number, y: number) => {
    const levels = whole.current?.levels;
    if (!levels) return;
    const hertz = hertzAt(levels.edges_hz, y, height);
    const row = Math.min(levels.rows - 1, Math.floor((clamp(y, 0, height) / height) * levels.rows));
    const near = detail.current?.levels;
    const decibels = (near && decibelsAt(near, time, row)) ?? decibelsAt(levels, time, row);
    const pointed = { time, hertz, decibels };
    setReading(pointed);
    onPoint(pointed);
  };
  const timeAt = (event: MouseEvent) => {
    const { from, to } = model.visible.peek();
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return clamp(from + ((event.clientX - left) / width) * (to - from), 0, model.duration.peek());
  };
  const leave = () => {
    setReading(null);
    onPoint(null);
  };
  /** The keys point along the playhead. */
  const onKeyDown = (event: KeyboardEvent) => {
    const levels = whole.current?.levels;
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!levels || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const y = reading ? placeOfHertz(levels.edges_hz, reading.hertz, height) : height / 2;
    point(model.time.peek(), clamp(y + step * (height / 64), 0, height - 0.01));
  };
  const words = reading ? readingWords(reading) : "arrows up and down point at a frequency";
  return (
    <div
      class="dv-spectrogram"
      style={{ width: `${width}px`, height: `${height}px` }}
      role="slider"
      aria-label="Spectrogram, frequency at the playhead"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.round(whole.current?.levels.edges_hz[0] ?? 0)}
      aria-valuenow={Math.round(reading?.hertz ?? 0)}
      aria-valuetext={words}
      tabIndex={0}
      aria-busy={isBusy}
      onPointerMove={(event) =>
        point(timeAt(event), event.clientY - event.currentTarget.getBoundingClientRect().top)
      }
      onPointerLeave={leave}
      onBlur={leave}
      onClick={(event) => model.seek(timeAt(event))}
      onKeyDown={onKeyDown}
    >
      <canvas ref={canvas} {...size} style={{ width: `${width}px`, height: `${height}px` }} />
      {isBusy && <div class="dv-viewer-progress" role="progressbar" aria-label="Computing the spectrogram" />}
      {failure !== null && <p class="dv-sound-note">{failure}</p>}
      <Shade model={model} />
      <Playhead model={model} width={width} />
      {reading && whole.current && (
        <Cross
          x={
            ((reading.time - model.visible.value.from) /
              (model.visible.value.to - model.visible.value.from)) *
            width
          }
          y={placeOfHertz(whole.current.levels.edges_hz, reading.hertz, height)}
        />
      )}
    </div>
  );
}

export function readingWords({ time, hertz, decibels }: Pointed): string {
  const level = decibels === null ? "" : `, ${decibels <= -119.5 ? "below −119" : Math.round(decibels)} dB`;
  return `${time.toFixed(3)} s, ${Math.round(hertz).toLocaleString("en-US")} Hz${level}`.replace("-", "−");
}

function isDarkAround(el: Element | null): boolean {
  return el?.closest<HTMLElement>("[data-theme]")?.dataset.theme === "dark";
}

/** Lay the picture of a stretch of time where it belongs. */
function place(ctx: CanvasRenderingContext2D, { levels, picture }: Painted, { from, to }: Span): void {
  const { width, height } = ctx.canvas;
  const x = (time: number) => ((time - from) / (to - from)) * width;
  const [start, end] = [x(levels.from_s), x(levels.to_s)];
  if (!(end > 0 && start < width)) return;
  // Cells that are larger than pixels keep their edges.
  ctx.imageSmoothingEnabled = end - start < levels.columns * 3;
  ctx.drawImage(picture, start, 0, end - start, height);
}

function Playhead({ model, width }: { model: SoundModel; width: number }) {
  const at = useComputed(() => {
    const { from, to } = model.visible.value;
    return ((model.time.value - from) / (to - from || 1)) * width;
  });
  const isInside = at.value >= 0 && at.value <= width;
  return isInside ? <i class="dv-sound-playhead" style={{ transform: `translateX(${at.value}px)` }} /> : null;
}

/** What lies outside of the region is dimmed. */
function Shade({ model }: { model: SoundModel }) {
  const region = model.region.value;
  if (!region) return null;
  const { from, to } = model.visible.value;
  const share = (time: number) => clamp((time - from) / (to - from || 1), 0, 1) * 100;
  return (
    <>
      <i class="dv-sound-shade" style={{ left: 0, width: `${share(region.from)}%` }} />
      <i class="dv-sound-shade" style={{ left: `${share(region.to)}%`, right: 0 }} />
    </>
  );
}

function Cross({ x, y }: { x: number; y: number }) {
  return (
    <>
      <i class="dv-sound-cross is-across" style={{ transform: `translateY(${y}px)` }} />
      <i class="dv-sound-cross" style={{ transform: `translateX(${x}px)` }} />
    </>
  );
}
