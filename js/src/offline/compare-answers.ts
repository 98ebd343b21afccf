/** Answers about compared tables in the page, beside those about their rows. */
import type { Query, Questions } from "../wire";
import { compareGroups } from "./compare-groups";
import { compareHeads } from "./compare-heads";
import type { Engine } from "./engine";
import { Lanes } from "./lanes";
import type { Answered } from "./page-model";
import type { ComparisonSaid } from "./page-wire";
import { SCORE_METHODS, ScoreAnswers } from "./score-answers";
import type { Store } from "./store";

type Params<M extends keyof Questions> = Questions[M]["params"];

export function compareHandlers(
  said: ComparisonSaid,
  engineOf: (query: Query) => Promise<Engine>,
  store: Store,
) {
  const scores = new ScoreAnswers(store, said.scores);
  const scored = SCORE_METHODS.map((method) => [
    method,
    (params: Parameters<ScoreAnswers["answer"]>[1]) => scores.answer(method, params),
  ]);
  const lanesOf = async (query: Query) => new Lanes(await engineOf(query), said);
  return {
    ...Object.fromEntries(scored),
    compare_heads: async ({ query, columns, bins }: Params<"compare_heads">): Promise<Answered> => ({
      result: { columns: compareHeads(await lanesOf(query), query, columns, bins) },
    }),
    compare_groups: async (params: Params<"compare_groups">): Promise<Answered> => ({
      result: compareGroups(await lanesOf(params.query), params),
    }),
    quick: async ({ query }: Params<"quick">): Promise<Answered> => {
      const engine = await engineOf(query);
      const places = engine.matching(query);
      const counts: Record<string, number> = { all: places.length };
      for (const { id, clause } of said.quick) {
        if (clause === null) continue;
        const passes = engine.passes([{ text: clause, on: true, negated: false }]);
        counts[id] = places.filter(passes).length;
      }
      return { result: { counts } };
    },
  };
}
