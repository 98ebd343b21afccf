import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import WaveSurfer from "wavesurfer.js";
import RegionsPlugin from "wavesurfer.js/dist/plugins/regions.esm.js";
import { cssColors } from "../../charts/css-colors";
import { useThemeAround } from "../shown-theme";
import type { SoundModel } from "./sound-model";
import { SHORTEST_S } from "./spans";
import { drawLanes } from "./waveform";

/** The page holds no element wider than this by so much that it matters. */
const WIDEST_PX = 4_000_000;
/** Screen pixels that a sample takes at most. */
const SAMPLE_PX = 12;

/** What zooms and scrolls the waveform. */
export interface WaveHandle {
  /** By a factor, around a time that stays where it is; 0 shows all. */
  zoom(factor: number, around?: number): void;
  /** Scroll so that a time is in sight. */
  reveal(time: number): void;
}

export interface WaveProps {
  model: SoundModel;
  /** A line of values for each channel that is shown. */
  lanes: Float32Array[];
  /** The sample that fills a lane. */
  peak: number;
  width: number;
  height: number;
  handle: { current: WaveHandle | null };
}

/** The waveform: a click seeks, a drag makes the region, which is dragged and has handles. */
export function Wave({ model, lanes, peak, width, height, handle }: WaveProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useThemeAround(host);
  const recolor = useRef(() => {});
  useLayoutEffect(() => recolor.current(), [theme]);
  useLayoutEffect(() => {
    const el = host.current;
    if (!el) return;
    const shown = mount(el, { model, lanes, peak, height });
    handle.current = shown.handle;
    recolor.current = shown.recolor;
    return () => {
      handle.current = null;
      shown.unmount();
    };
  }, [model, lanes, peak, height, handle]);
  return <div ref={host} class="dv-wave" style={{ width: `${width}px`, height: `${height}px` }} />;
}

type Mounting = Pick<WaveProps, "model" | "lanes" | "peak" | "height">;

function mount(el: HTMLElement, { model, lanes, peak, height }: Mounting) {
  const duration = model.duration.peek();
  const regions = RegionsPlugin.create();
  const wave = WaveSurfer.create({
    container: el,
    media: model.media,
    peaks: lanes,
    duration,
    height,
    cursorWidth: 2,
    autoCenter: false,
    plugins: [regions],
    renderFunction: (values, ctx) => drawLanes(values, ctx, peak),
    ...colorsOf(el),
  });
  const visible = model.visible.peek();
  const stops = [
    wave.on("scroll", (from, to) => {
      if (to > from) model.visible.value = { from, to: Math.min(to, duration) };
    }),
    wave.on("click", (x) => model.seek(x * duration)),
    followRegion(model, regions),
    // A sound beside this one moves the playhead as well.
    effect(() => {
      const time = model.time.value;
      if (model.media.paused) wave.getRenderer().renderProgress(time / duration, false);
    }),
  ];
  let pxPerSec = 0;
  const most = Math.max(
    el.clientWidth / duration,
    Math.min(WIDEST_PX / duration, (SAMPLE_PX * Math.max(...lanes.map(({ length }) => length))) / duration),
  );
  const show = (wish: number, from: number) => {
    if (!wave.getDecodedData()) return;
    const fitting = el.clientWidth / duration;
    pxPerSec = wish <= fitting * 1.001 ? 0 : Math.min(most, wish);
    wave.zoom(pxPerSec);
    wave.setScrollTime(Math.max(0, from));
    const span = pxPerSec ? el.clientWidth / pxPerSec : duration;
    const start = Math.max(0, Math.min(from, duration - span));
    model.visible.value = { from: start, to: start + span };
  };
  const handle: WaveHandle = {
    zoom(factor, around = model.time.peek()) {
      if (factor === 0) return show(0, 0);
      const { from, to } = model.visible.peek();
      const middle = around >= from && around <= to ? around : (from + to) / 2;
      const wish = (pxPerSec || el.clientWidth / duration) * factor;
      const span = el.clientWidth / Math.min(most, wish);
      show(wish, middle - ((middle - from) / (to - from)) * span);
    },
    reveal(time) {
      const { from, to } = model.visible.peek();
      if (pxPerSec && (time < from || time > to)) wave.setScrollTime(Math.max(0, time - (to - from) / 4));
    },
  };
  // What was in sight stays there when the height or the channels change.
  wave.once("redraw", () => {
    if (visible.to - visible.from < duration * 0.999) {
      show(el.clientWidth / (visible.to - visible.from), visible.from);
    }
  });
  return {
    handle,
    recolor: () => wave.setOptions(colorsOf(el)),
    unmount() {
      for (const stop of stops) stop();
      wave.destroy();
    },
  };
}

function colorsOf(el: HTMLElement) {
  const color = cssColors(el);
  const accent = color("var(--dv-accent)");
  return { waveColor: color("var(--dv-bar-ink)"), progressColor: accent, cursorColor: accent };
}

/** Keep the one region of the waveform and the model's the same. */
function followRegion(model: SoundModel, regions: ReturnType<typeof RegionsPlugin.create>): () => void {
  let isTelling = false;
  const drawn = () => regions.getRegions()[0];
  const stopDragging = regions.enableDragSelection({}, 4);
  const take = () => {
    const region = drawn();
    if (!region || isTelling) return;
    isTelling = true;
    model.region.value = { from: region.start, to: Math.max(region.end, region.start + SHORTEST_S) };
    isTelling = false;
  };
  const stops = [
    regions.on("region-created", (made) => {
      for (const region of regions.getRegions()) if (region !== made) region.remove();
      take();
    }),
    regions.on("region-update", take),
    regions.on("region-updated", take),
    regions.on("region-clicked", (_, event) => event.stopPropagation()),
  ];
  const stopFollowing = effect(() => {
    const wanted = model.region.value;
    if (isTelling) return;
    isTelling = true;
    const region = drawn();
    if (!wanted) regions.clearRegions();
    else if (region) region.setOptions({ start: wanted.from, end: wanted.to });
    else regions.addRegion({ start: wanted.from, end: wanted.to });
    isTelling = false;
  });
  return () => {
    stopDragging();
    stopFollowing();
    for (const stop of stops) stop();
  };
}
