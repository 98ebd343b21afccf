/** Answers that Python gave beforehand, found again by their params. */

import type { Answered } from "./page-model";
import type { BakedAnswer, ViewSaid } from "./page-wire";
import { isSame } from "./plain-values";
import { refusal } from "./refusal";
import type { Store } from "./store";

export async function bakedAnswer(
  store: Store,
  view: Pick<ViewSaid, "baked" | "refused">,
  method: string,
  params: unknown,
): Promise<Answered | null> {
  const found = view.baked.find((one) => one.method === method && fits(one, params));
  if (found)
    return { result: found.result, buffers: await Promise.all(found.buffers.map((at) => store.at(at))) };
  const said = view.refused[method];
  if (said !== undefined) throw refusal("kernel", said);
  return null;
}

function fits({ params: known }: BakedAnswer, params: unknown): boolean {
  return known === null || isSame(known, params);
}
