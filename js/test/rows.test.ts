import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PAGE_ROWS, type Row, RowPages } from "../src/rows";

interface Asked {
  start: number;
  count: number;
  signal: AbortSignal;
  answer(): Promise<void>;
  fail(error: unknown): Promise<void>;
}

const row = (id: number): Row => ({ id, has: () => true, cell: () => id });
const rowsFrom = (start: number, count: number) => Array.from({ length: count }, (_, at) => row(start + at));

/** Rows whose answers come when the test says so. */
function pages(matched: number, first = 0) {
  const asked: Asked[] = [];
  const settle = async (act: () => void) => {
    act();
    await Promise.resolve();
    await Promise.resolve();
  };
  const rows = new RowPages(
    (start, count, signal) =>
      new Promise((resolve, reject) => {
        const answered = () => resolve(rowsFrom(start, Math.min(count, matched - start)));
        asked.push({
          start,
          count,
          signal,
          answer: () => settle(answered),
          fail: (error) => settle(() => reject(error)),
        });
      }),
  );
  rows.reset(matched, rowsFrom(0, first));
  return { rows, asked };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("the first answer is on the screen without asking again", () => {
  const { rows, asked } = pages(PAGE_ROWS, PAGE_ROWS);
  rows.want(0, 5);
  expect(asked).toEqual([]);
  expect(rows.get(3)?.id).toBe(3);
  expect(rows.rowId(PAGE_ROWS)).toBeUndefined();
});

test("what is in sight is asked first, then what is near", () => {
  const { rows, asked } = pages(10_000);
  rows.want(400, 410);
  expect(asked.map(({ start }) => start)[0]).toBe(400);
  expect(asked.flatMap(({ start, count }) => [start, start + count])).toContain(400 - PAGE_ROWS);
  expect(asked.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(5 * PAGE_ROWS);
});

test("no row is asked for twice while its answer is under way", () => {
  const { rows, asked } = pages(10_000);
  rows.want(400, 410);
  const before = asked.length;
  vi.advanceTimersByTime(100);
  rows.want(401, 411);
  expect(asked.length).toBe(before);
});

test("a dragged scrollbar asks where it stops, and cancels what it passed", () => {
  const { rows, asked } = pages(1_000_000);
  rows.want(0, 20);
  const passed = asked[0];
  for (let at = 1000; at <= 900_000; at += 50_000) rows.want(at, at + 20);
  vi.advanceTimersByTime(100);
  const starts = asked.map(({ start }) => start);
  expect(starts.filter((start) => start > 1000 && start < 800_000)).toEqual([]);
  expect(starts.some((start) => start > 800_000)).toBe(true);
  expect(passed?.signal.aborted).toBe(true);
});

test("rows arrive where they belong, and a shorter last page is whole", async () => {
  const { rows, asked } = pages(PAGE_ROWS + 7, PAGE_ROWS);
  rows.want(PAGE_ROWS, PAGE_ROWS + 7);
  await asked[0]?.answer();
  expect(rows.get(PAGE_ROWS + 6)?.id).toBe(PAGE_ROWS + 6);
  vi.advanceTimersByTime(100);
  rows.want(PAGE_ROWS, PAGE_ROWS + 7);
  expect(asked.length).toBe(1);
});

test("other rows cancel what is under way and forget what was here", async () => {
  const { rows, asked } = pages(10_000, PAGE_ROWS);
  rows.want(400, 410);
  const version = rows.version.value;
  rows.reset(3, rowsFrom(70, 3));
  expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
  await asked[0]?.answer();
  expect(rows.version.value).toBe(version + 1);
  expect(rows.matched.value).toBe(3);
  expect(rows.get(0)?.id).toBe(70);
  expect(rows.get(400)).toBeUndefined();
});

test("other columns leave the rows in place until theirs are here", async () => {
  const { rows, asked } = pages(10_000, PAGE_ROWS);
  rows.want(400, 410);
  await asked[0]?.answer();
  const version = rows.version.value;
  rows.reset(10_000, rowsFrom(0, PAGE_ROWS), true);
  expect(rows.version.value).toBe(version);
  expect(rows.get(400)?.id).toBe(400);
  const before = asked.length;
  vi.advanceTimersByTime(100);
  rows.want(400, 410);
  expect(asked.length).toBeGreaterThan(before);
});

test("a failed fetch is kept for the screen, and a good one clears it", async () => {
  const { rows, asked } = pages(10_000);
  rows.want(400, 410);
  await asked[0]?.fail(new Error("the kernel is gone"));
  expect(rows.failed.value).toBeInstanceOf(Error);
  vi.advanceTimersByTime(100);
  rows.want(400, 410);
  await asked.at(-1)?.answer();
  expect(rows.failed.value).toBeUndefined();
});

test("pages long out of sight are dropped", async () => {
  const { rows, asked } = pages(1_000_000);
  for (let at = 0; at < 200; at++) {
    rows.want(at * 1000, at * 1000 + 10);
    vi.advanceTimersByTime(100);
    for (const one of asked.splice(0)) await one.answer();
  }
  expect(rows.get(0)).toBeUndefined();
  expect(rows.get(199_000)?.id).toBe(199_000);
});

test("the number of rows may come after the first of them", () => {
  const { rows, asked } = pages(10_000);
  rows.reset(PAGE_ROWS, rowsFrom(0, PAGE_ROWS));
  rows.resize(10_000);
  expect(rows.matched.value).toBe(10_000);
  expect(rows.get(3)?.id).toBe(3);
  rows.want(0, 60);
  expect(asked[0]?.start).toBe(PAGE_ROWS);
});
