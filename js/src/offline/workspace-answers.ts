/** Answers about the runs of a workspace in the page, beside those about their table and about each run. */
import type { ConfigKey, RunHead } from "../runs/workspace-wire";
import type { Query, Questions } from "../wire";
import type { Engine } from "./engine";
import { rowsOfGroup } from "./groups";
import { meanLine } from "./mean-line";
import type { Answered } from "./page-model";
import type { ViewSaid } from "./page-wire";
import { bytesOf, type RunAnswers } from "./run-answers";
import type { Store } from "./store";

type Params<M extends keyof Questions> = Questions[M]["params"];

/** Runs of one group whose mean is drawn. */
const MOST_IN_GROUP = 1000;
const MOST_COMPARED = 8;
const MOST_POINTS = 2000;

/** By the id of each run its config: the key, what the value is equal to, and the value as people read it. */
type Configs = Record<string, [key: string, identity: string, text: string][]>;

export function workspaceHandlers(
  store: Store,
  view: ViewSaid,
  runs: RunAnswers,
  engineOf: (query: Query) => Promise<Engine>,
) {
  const about = view.baked.find(({ method }) => method === "workspace")?.result;
  const heads = (about as { runs: RunHead[] }).runs;
  return {
    group_runs: async ({ query, keys }: Params<"group_runs">): Promise<Answered> => {
      const engine = await engineOf(query);
      const groups = keys.map((key) =>
        rowsOfGroup(engine, query, key)
          .slice(0, MOST_IN_GROUP)
          // A run that could not be read has a row, and neither a name nor lines.
          .flatMap((place) => heads[engine.rows.ids[place] as number]?.id || []),
      );
      return { result: { groups } };
    },
    group_series: async ({ groups, keys, band, ...wish }: Params<"group_series">): Promise<Answered> => {
      const points = Math.min(wish.points, MOST_POINTS);
      const series: Questions["group_series"]["result"]["series"] = [];
      const buffers: Uint8Array[] = [];
      for (const group of groups) {
        const members = await Promise.all(group.runs.slice(0, MOST_IN_GROUP).map((run) => runs.lines(run)));
        for (const key of keys) {
          const lines = members.flatMap((member) => {
            const line = member.series({ key, kind: "number" }, { ...wish, points });
            return line ? { x: line.x, y: line.smooth ?? line.y } : [];
          });
          const mean = meanLine(lines, band, points);
          series.push({ group: group.id, key, length: mean.x.length, runs: lines.length });
          buffers.push(bytesOf(mean.x), bytesOf(mean.y), bytesOf(mean.lo), bytesOf(mean.hi));
        }
      }
      return { result: { series }, buffers };
    },
    configs: async ({ runs }: Params<"configs">): Promise<Answered> => {
      const known = await store.json<Configs>(`${view.name}.configs`);
      return { result: compared(runs.slice(0, MOST_COMPARED).map((run) => known[run] ?? [])) };
    },
  };
}

/** Configs beside each other: the keys that differ, and those that are equal in all. */
export function compared(configs: readonly Configs[string][]): Questions["configs"]["result"] {
  const maps = configs.map((config) => new Map(config.map(([key, ...said]) => [key, said])));
  const found = { different: [] as ConfigKey[], equal: [] as ConfigKey[] };
  for (const key of new Set(configs.flatMap((config) => config.map(([key]) => key)))) {
    const said = maps.map((map) => map.get(key));
    const differs = said.map((one) => one?.[0] !== said[0]?.[0]);
    const cells = said.map((one) => one?.[1] ?? null);
    found[differs.includes(true) ? "different" : "equal"].push({ key, cells, differs });
  }
  return found;
}
