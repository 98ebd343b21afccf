/** Which charts there are: metrics in groups, bands folded into the line they belong to. */
import type { KeyInfo, MetricInfo, SeriesKey } from "../../runs/wire";

/** One chart: a metric, and the two that are its band. */
export interface ChartSpec {
  /** The key; unique in a view. */
  id: string;
  group: string;
  /** What stands after the group. */
  name: string;
  kind: SeriesKey["kind"];
  /** Keys of the lowest and the highest. */
  band: { low: string; high: string } | null;
  info: KeyInfo;
}

export interface ChartGroup {
  name: string;
  charts: ChartSpec[];
  metricCount: number;
}

export const SYSTEM_GROUP = "system";
const KINDS: Record<string, SeriesKey["kind"]> = { number: "number", bool: "bool" };

/** The part of a key before its last slash, and the rest. */
export function splitKey(key: string): [group: string, name: string] {
  const at = key.lastIndexOf("/");
  return at > 0 && at < key.length - 1 ? [key.slice(0, at), key.slice(at + 1)] : ["", key];
}

/** "mean_reward" as the mean of "reward", with the names that its lowest and highest would have. */
function bandNames(name: string): { low: string; high: string } | null {
  const found = /^(mean|avg|average)([_.-])(.+)$/.exec(name);
  if (found) return { low: `min${found[2]}${found[3]}`, high: `max${found[2]}${found[3]}` };
  const after = /^(.+)([_.-])(mean|avg|average)$/.exec(name);
  return after ? { low: `${after[1]}${after[2]}min`, high: `${after[1]}${after[2]}max` } : null;
}

/** Charts of what was logged, in groups; what the machine did comes last. */
export function chartGroups(
  keys: readonly KeyInfo[],
  system: readonly KeyInfo[],
  metrics: Record<string, MetricInfo>,
): ChartGroup[] {
  const groups = new Map<string, KeyInfo[]>();
  for (const info of keys) {
    if (!(info.kind in KINDS) || metrics[info.key]?.hidden) continue;
    const [group] = splitKey(info.key);
    groups.set(group, [...(groups.get(group) ?? []), info]);
  }
  const found = [...groups].map(([name, infos]) => groupOf(name, infos, false));
  if (system.length > 0) found.push(groupOf(SYSTEM_GROUP, system, true));
  return found;
}

function groupOf(group: string, infos: readonly KeyInfo[], isSystem: boolean): ChartGroup {
  const numbers = new Map(
    infos.filter(({ kind }) => kind === "number").map((info) => [splitKey(info.key)[1], info]),
  );
  const folded = new Set<string>();
  const bands = new Map<string, ChartSpec["band"]>();
  for (const [name, info] of numbers) {
    const names = isSystem ? null : bandNames(name);
    const low = names && numbers.get(names.low);
    const high = names && numbers.get(names.high);
    if (!low || !high) continue;
    bands.set(info.key, { low: low.key, high: high.key });
    folded.add(low.key).add(high.key);
  }
  const charts = infos
    .filter(({ key, kind }) => kind !== "number" || !folded.has(key))
    .map((info): ChartSpec => {
      const kind = isSystem ? "system" : (KINDS[info.kind] ?? "number");
      const isTwice = infos.some((other) => other.key === info.key && other.kind !== info.kind);
      const name = isSystem ? info.key.replace(/^system[./]/, "") : splitKey(info.key)[1];
      return {
        id: `${kind} ${info.key}`,
        group,
        name: isTwice ? `${name} (${info.kind})` : name,
        kind,
        band: kind === "number" ? (bands.get(info.key) ?? null) : null,
        info,
      };
    });
  return { name: group, charts, metricCount: infos.length };
}

/** Groups whose name, or charts whose key, has a text; case counts for nothing. */
export function findCharts(groups: readonly ChartGroup[], text: string): ChartGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [...groups];
  return groups.flatMap((group) => {
    const charts = group.charts.filter(
      ({ info, band }) =>
        info.key.toLowerCase().includes(wanted) ||
        (band !== null && `${band.low} ${band.high}`.toLowerCase().includes(wanted)) ||
        (group.name === SYSTEM_GROUP && SYSTEM_GROUP.includes(wanted)),
    );
    return charts.length > 0 ? [{ ...group, charts }] : [];
  });
}

/** Groups in rows of some columns: a small one stands beside the next where both fit. */
export function packGroups(
  groups: readonly ChartGroup[],
  columns: number,
  isOpen: (group: ChartGroup) => boolean,
): { group: ChartGroup; span: number }[][] {
  const rows: { group: ChartGroup; span: number }[][] = [];
  let room = 0;
  for (const group of groups) {
    const span = isOpen(group) ? Math.min(columns, group.charts.length) : columns;
    if (span > room) {
      rows.push([]);
      room = columns;
    }
    rows.at(-1)?.push({ group, span });
    room -= span;
  }
  return rows;
}
