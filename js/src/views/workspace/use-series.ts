import { batch, useSignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Reply } from "../../channel";
import type { ChartLine } from "../../charts/line-chart";
import type { Range } from "../../charts/line-math";
import { messageOf } from "../../thumbnails";
import { isGroup, slotColor, slotDash } from "./colors";
import { groupLabel } from "./group-data";
import { useWorkspace, type WorkspaceState } from "./workspace-state";

/** Points of a line that a chart asks for: about two for each pixel. */
const POINTS = 1000;
/** A hand that moves a slider or shows one run after another is waited for. */
const PAUSE_MS = 40;

type Numbers = Pick<ChartLine, "x" | "y" | "raw" | "lo" | "hi">;

interface Found {
  lines: ReadonlyMap<string, Numbers>;
  /** What could not be read, of some of the lines or of all. */
  failure: string | null;
}

interface Answer extends Found {
  /** What it answers; null before the first. */
  wish: string | null;
}

export interface DrawnLines {
  /** Lines as they were asked for, by id; their looks are those of now. */
  lines: ReadonlyMap<string, Numbers>;
  failure: string | null;
  /** There is nothing to draw, and it is not known yet whether there will be. */
  isAwaited: boolean;
}

/**
 * The lines of one metric, of all that is shown; those of before stay until the new ones are here.
 *
 * With another `tick` they are asked for again, once what is on its way is here: runs that log again and again would never
 * let a slow kernel answer.
 */
export function useSeries(
  key: string,
  x: string,
  isInSight: boolean,
  zoom: Range | null,
  tick: number,
): DrawnLines {
  const workspace = useWorkspace();
  const drawn = useSignal<Answer>({ lines: new Map(), failure: null, wish: null });
  const asked = useSignal("");
  /** What is on its way, whatever was logged since; empty when nothing is. */
  const awaited = useSignal("");
  const shown = workspace.isGrouped
    ? groupsOf(workspace)
    : Object.keys(workspace.drawn ?? {}).map((run) => ({ id: run, runs: [run] }));
  const { smoothing, band } = workspace.charts.value;
  const lasting = { key, shown, x, smoothing, band: workspace.isGrouped ? band : null, zoom };
  const wish = isInSight && workspace.drawn !== null ? JSON.stringify({ ...lasting, tick }) : "";
  const isOnItsWay = awaited.value === JSON.stringify(lasting);
  if (wish !== "" && asked.peek() !== wish && !isOnItsWay) asked.value = wish;
  useSignalEffect(() => {
    const wish = asked.value;
    if (wish === "") return;
    const { tick: _, ...lasting } = JSON.parse(wish);
    const wanted = lasting as {
      shown: { id: string; runs: string[] }[];
      x: string;
      smoothing: number;
      band: "range" | "spread" | "error" | null;
      zoom: [number, number] | null;
    };
    const abort = new AbortController();
    awaited.value = JSON.stringify(lasting);
    const take = (answer: Answer) => {
      batch(() => {
        drawn.value = answer;
        awaited.value = "";
      });
    };
    const common = { x: wanted.x, range: wanted.zoom, points: POINTS, smoothing: wanted.smoothing };
    const ask = async (): Promise<Found> => {
      if (wanted.shown.length === 0) return { lines: new Map(), failure: null };
      if (wanted.band !== null) {
        const params = { ...common, groups: wanted.shown, keys: [key], band: wanted.band };
        return groupLines(await workspace.channel.askQuietly("group_series", params, abort.signal));
      }
      const params = {
        ...common,
        runs: wanted.shown.map(({ id }) => id),
        keys: [{ key, kind: "number" as const }],
      };
      return runLines(await workspace.channel.askQuietly("series", params, abort.signal));
    };
    const timer = setTimeout(
      () =>
        ask().then(
          (lines) => {
            if (!abort.signal.aborted) take({ ...lines, wish });
          },
          (error) => {
            if (abort.signal.aborted || workspace.signal.aborted) return;
            take({ ...drawn.peek(), failure: messageOf(error), wish });
          },
        ),
      drawn.peek().wish === null ? 0 : PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  });
  const { lines, failure, wish: answered } = drawn.value;
  return { lines, failure, isAwaited: lines.size === 0 && failure === null && answered !== wish };
}

function groupsOf(workspace: WorkspaceState): { id: string; runs: string[] }[] {
  const members = workspace.groupRuns.value;
  const matching = workspace.matching.value;
  return Object.keys(workspace.shownGroups.value ?? {}).flatMap((id) => {
    const runs = matching.has(id) ? [id] : members.get(id);
    return runs ? [{ id, runs }] : [];
  });
}

function numbers(bytes: Uint8Array | undefined): Float64Array {
  return bytes ? new Float64Array(bytes.slice().buffer) : new Float64Array(0);
}

/** The lines of runs, out of their buffers. */
export function runLines({ result, buffers }: Reply<"series">): Found {
  const lines = new Map<string, Numbers>();
  let failure: string | null = null;
  let at = 0;
  for (const { run, columns, error } of result.series) {
    failure ??= error ?? null;
    const found = new Map(columns.map((column, k) => [column, numbers(buffers[at + k])]));
    at += columns.length;
    const x = found.get("x");
    const y = found.get("y");
    if (!x || !y || x.length === 0) continue;
    const smooth = found.get("smooth");
    lines.set(run, smooth ? { x, y: smooth, raw: y } : { x, y });
  }
  return { lines, failure };
}

/** The means of groups and their bands, out of their buffers. */
export function groupLines({ result, buffers }: Reply<"group_series">): Found {
  const lines = new Map<string, Numbers>();
  for (const [k, { group, length }] of result.series.entries()) {
    const [x, y, lo, hi] = [0, 1, 2, 3].map((part) => numbers(buffers[4 * k + part]));
    if (length > 0 && x && y && lo && hi) lines.set(group, { x, y, lo, hi });
  }
  return { lines, failure: null };
}

/** What a chart draws: the lines that are here, in the looks of now. */
export function useChartLines({ lines }: DrawnLines): ChartLine[] {
  const workspace = useWorkspace();
  const { isGrouped } = workspace;
  const slots = workspace.drawn ?? {};
  const hover = workspace.hover.value;
  const isHoverDrawn = hover !== null && lines.has(hover);
  const byId = workspace.byId.value;
  return useMemo(
    () =>
      Object.entries(slots)
        .sort(([, a], [, b]) => a - b)
        .flatMap(([id, slot]) => {
          const found = lines.get(id);
          if (!found) return [];
          return {
            id,
            label: byId.get(id)?.run.name ?? (isGrouped && isGroup(id) ? groupLabel(JSON.parse(id)) : id),
            color: slotColor(slot),
            dash: slotDash(slot),
            isFaded: isHoverDrawn && hover !== id,
            isBold: isHoverDrawn && hover === id,
            ...found,
          };
        }),
    [lines, slots, isHoverDrawn, hover, byId, isGrouped],
  );
}
