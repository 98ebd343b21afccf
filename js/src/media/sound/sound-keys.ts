import type { SoundModel } from "./sound-model";
import { seekStep } from "./spans";
import type { WaveHandle } from "./wave";

const ZOOM = 1.5;

/** Do what a key means anywhere in an open sound; true where it was one of ours. */
export function onSoundKey(event: KeyboardEvent, model: SoundModel, wave: WaveHandle | null): boolean {
  const { settings, time, visible } = model;
  const seek = (to: number) => {
    model.seek(to);
    wave?.reveal(model.time.peek());
  };
  const keys: Record<string, () => void> = {
    " ": () => model.toggle(),
    l: () => {
      settings.isLooping.value = !settings.isLooping.peek();
    },
    m: () => {
      settings.isMuted.value = !settings.isMuted.peek();
    },
    i: () => model.setEdge("from"),
    o: () => model.setEdge("to"),
    x: () => {
      model.region.value = null;
    },
    s: () => model.switchOver(),
    "<": () => model.changeSpeed(-1),
    ">": () => model.changeSpeed(1),
    "+": () => wave?.zoom(ZOOM),
    "=": () => wave?.zoom(ZOOM),
    "-": () => wave?.zoom(1 / ZOOM),
    "0": () => wave?.zoom(0),
    Home: () => seek(0),
    End: () => seek(model.duration.peek()),
  };
  const shifted: Record<string, () => void> = {
    ArrowLeft: () => seek(time.peek() - seekStep(visible.peek())),
    ArrowRight: () => seek(time.peek() + seekStep(visible.peek())),
  };
  const action = (event.shiftKey ? shifted[event.key] : undefined) ?? keys[event.key];
  action?.();
  return action !== undefined;
}

/** The arrows of the waveform, which is a slider of the time; true where the key was one of them. */
export function onWaveKey(event: KeyboardEvent, model: SoundModel, wave: WaveHandle | null): boolean {
  const { from, to } = model.visible.peek();
  const step = {
    ArrowLeft: -0.01,
    ArrowDown: -0.01,
    ArrowRight: 0.01,
    ArrowUp: 0.01,
    PageDown: -0.1,
    PageUp: 0.1,
  }[event.key];
  if (step === undefined || event.shiftKey) return false;
  model.seek(model.time.peek() + step * (to - from));
  wave?.reveal(model.time.peek());
  return true;
}
