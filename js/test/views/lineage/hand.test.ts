import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followPointer } from "../../../src/views/lineage/hand";
import type { LineageState } from "../../../src/views/lineage/lineage-state";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A pane with groups 100 px apart, and what its hand did. */
function pane() {
  const done: string[] = [];
  const el = Object.assign(new EventTarget(), {
    clientLeft: 0,
    clientTop: 0,
    style: {},
    classList: { add() {}, remove() {} },
    getBoundingClientRect: () => ({ left: 0, top: 0 }),
    setPointerCapture() {},
  });
  const state = {
    boxAt: (x: number) =>
      x < 200 ? { node: { id: x < 100 ? "a" : "b", is_group: true, member_count: 9 } } : undefined,
    hovered: signal(null),
    active: signal(null),
    pinned: signal(null),
    pan: () => {},
    openGroup: (id: string) => done.push(`explode ${id}`),
  };
  followPointer(el as unknown as HTMLElement, state as unknown as LineageState, (id) =>
    done.push(`open ${id}`),
  );
  const say = (type: string) => (x: number) =>
    el.dispatchEvent(
      Object.assign(new Event(type), {
        clientX: x,
        clientY: 5,
        button: 0,
        pointerId: 1,
        pointerType: "mouse",
      }),
    );
  const [down, move, up] = [say("pointerdown"), say("pointermove"), say("pointerup")];
  const press = (x: number) => {
    down(x);
    up(x);
  };
  return { done, down, move, up, press };
}

test("one press opens a group, when no second one comes", () => {
  const { done, press } = pane();
  press(50);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(done).toEqual(["open a"]);
});

test("a second press counts from where it begins, however late it ends", () => {
  const { done, down, up, press } = pane();
  press(50);
  vi.advanceTimersByTime(200);
  down(50);
  vi.advanceTimersByTime(2000);
  up(50);
  vi.advanceTimersByTime(2000);
  expect(done).toEqual(["explode a"]);
});

test("a press on another group is no second press", () => {
  const { done, press } = pane();
  press(50);
  press(150);
  expect(done).toEqual(["open a"]);
  vi.advanceTimersByTime(300);
  expect(done).toEqual(["open a", "open b"]);
});

test("a drag after a press leaves the press what it was", () => {
  const { done, down, move, up, press } = pane();
  press(50);
  down(50);
  move(80);
  expect(done).toEqual([]);
  up(250);
  vi.advanceTimersByTime(300);
  expect(done).toEqual(["open a"]);
});
