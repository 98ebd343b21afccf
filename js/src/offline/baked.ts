/** Answers that Python gave beforehand, found again by their params. */
import type { BakedAnswer, ViewSaid } from "./page-wire";
import { refusal } from "./refusal";
import type { Store } from "./store";
import type { Answered } from "./stub-model";

export async function bakedAnswer(
  store: Store,
  view: ViewSaid,
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

/** Whether two values say the same as JSON, whatever the order of the names in objects. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    Array.isArray(a) === Array.isArray(b) &&
    names.every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]))
  );
}
