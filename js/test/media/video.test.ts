import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { fitted } from "../../src/media/video/fitted";
import { clockText, evenTimes, FrameTimes, lengthText } from "../../src/media/video/frame-times";
import { mayPlay } from "../../src/media/video/playable";
import { speedAfter } from "../../src/media/video/settings";
import { factsOf } from "../../src/media/video/video-facts";
import { onVideoKey } from "../../src/media/video/video-keys";

describe("times of frames", () => {
  const times = new FrameTimes(Float64Array.of(0.003, 0.036, 0.07, 1.5), 2);

  it("finds the frame that is shown, as a player rounds its time", () => {
    expect([0, 0.003, 0.0357, 0.05, 1.4999, 1.7, 9].map((time) => times.at(time))).toEqual([
      0, 0, 1, 1, 3, 3, 3,
    ]);
    expect(times.at(0.0354)).toBe(0);
  });

  it("seeks to the middle of a frame, so that no rounding shows its neighbour", () => {
    for (const frame of [0, 1, 2, 3]) expect(times.at(times.middleOf(frame))).toBe(frame);
    expect(times.middleOf(3)).toBeCloseTo(1.75);
  });

  it("has as many frames as fit where nobody counted them", () => {
    const even = evenTimes(2);
    expect([even.count, even.isGuessed, even.at(1)]).toEqual([50, true, 25]);
    expect(evenTimes(0).count).toBe(1);
  });

  it("writes times and lengths", () => {
    expect([0, 1.234, 59.99, 59.996, 62.4, 3725.5].map(clockText)).toEqual([
      "0.00",
      "1.23",
      "59.99",
      "1:00.00",
      "1:02.40",
      "1:02:05.50",
    ]);
    expect([0.04, 3, 9.96, 59.4, 65, 3600].map(lengthText)).toEqual([
      "0.0 s",
      "3.0 s",
      "10 s",
      "59 s",
      "1:05",
      "1:00:00",
    ]);
  });
});

describe("what plays", () => {
  it("asks the browser by the codec, and tries what nobody knows", () => {
    const chrome = (type: string) => (/avc1|vp8|vp09|av01|^video\/(mp4|webm)$/.test(type) ? "probably" : "");
    const plays = (format: string, codec: string | null) => mayPlay(chrome, { format, codec });
    expect(plays("mp4", "h264")).toBe(true);
    expect(plays("webm", "vp9")).toBe(true);
    expect(plays("mp4", null)).toBe(true);
    expect(plays("mp4", "hevc")).toBe(false);
    expect(plays("mp4", "prores")).toBe(false);
    expect(plays("ogg", "theora")).toBe(false);
    expect(plays("gif", "gif")).toBe(false);
  });

  it("fills a room without cutting, and draws a tiny picture four times as large", () => {
    expect(fitted({ width: 1280, height: 720 }, 640, 640)).toEqual({ width: 640, height: 360 });
    expect(fitted({ width: 64, height: 64 }, 1000, 500)).toEqual({ width: 256, height: 256 });
    expect(fitted({ width: null, height: null }, 300, 200)).toEqual({ width: 300, height: 200 });
  });

  it("reads facts, also those that nobody told", () => {
    const facts = { seconds: 2.5, frames: 10n, width: 64n, has_sound: false, posters: 8, codec: null };
    expect(factsOf({ facts })).toEqual({
      seconds: 2.5,
      fps: null,
      frames: 10,
      width: 64,
      height: null,
      hasSound: false,
      codec: null,
      posters: 8,
      poster: 0,
    });
  });
});

describe("keys", () => {
  const press = (key: string, options: { frame?: number; isPlaying?: boolean; shiftKey?: boolean } = {}) => {
    const frame = signal(options.frame ?? 10);
    const isPlaying = signal(options.isPlaying ?? false);
    const settings = { speed: signal(1), isLooping: signal(false), isMuted: signal(false) };
    const player = {
      times: evenTimes(4),
      frame,
      isPlaying,
      isWaiting: signal(false),
      play: () => {
        isPlaying.value = true;
      },
      pause: () => {
        isPlaying.value = false;
      },
      show: (to: number) => {
        frame.value = to;
      },
    };
    const event = { key, shiftKey: options.shiftKey ?? false, ctrlKey: false, metaKey: false, altKey: false };
    const taken = onVideoKey(event, player, settings, () => {});
    return { taken, frame: frame.value, isPlaying: isPlaying.value, speed: settings.speed.value };
  };

  it("step by one frame and stop", () => {
    expect(press(".", { isPlaying: true })).toMatchObject({ taken: true, frame: 11, isPlaying: false });
    expect(press(",", { frame: 0 })).toMatchObject({ frame: 0 });
    expect(press("End")).toMatchObject({ frame: 99 });
    expect(press("ArrowRight", { shiftKey: true })).toMatchObject({ taken: true, frame: 15 });
  });

  it("play, and change the speed", () => {
    expect(press(" ")).toMatchObject({ isPlaying: true });
    expect(press("<", { shiftKey: true })).toMatchObject({ speed: 0.5 });
    expect([speedAfter(0.1, -1), speedAfter(4, 1), speedAfter(1, 1)]).toEqual([0.1, 4, 1.5]);
  });

  it("leave rows to the viewer", () => {
    expect(press("ArrowRight")).toMatchObject({ taken: false, frame: 10 });
    expect(press("j")).toMatchObject({ taken: false });
  });
});
