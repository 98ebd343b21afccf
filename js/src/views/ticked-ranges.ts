import { formatCount } from "../format";
import { packIds, unpackIds } from "../row-ids";
import type { Picking } from "./picking";

/** As `MOST_TICKED` and `MOST_TEXT` of `widgets/row_ids.py`. */
const [MOST_TICKED, MOST_TEXT] = [1_000_000, 700_000];

const asked = new WeakMap<Picking, AbortController>();

/** Tick the rows from the start of a range to a position, beside those that were ticked before it. */
export async function tickRange(
  picking: Picking,
  { position, others }: NonNullable<Picking["anchor"]>,
  to: number,
): Promise<void> {
  const wanted = Math.abs(to - position) + 1;
  const ids = await idsOf(picking, Math.min(position, to), wanted);
  if (!ids) return;
  const all = [...new Set([...others, ...ids])];
  if (ids.length < wanted || all.length > MOST_TICKED || packIds(all).length > MOST_TEXT) {
    picking.say("These are more rows than can be ticked at once: filter to them, and export what matches.");
  } else picking.state.selected.value = all;
}

/** Tick the row at a position, or not any more, where it is not here yet. */
export async function tickLate({ state }: Picking, position: number): Promise<void> {
  const { channel, selected, shown, signal } = state;
  const [query, before] = [shown.peek(), selected.peek()];
  const { result } = await channel.ask("row_ids", { query, start: position, count: 1 }, signal);
  const [id] = unpackIds(result.ids);
  const now = selected.peek();
  // What a hand has ticked meanwhile, a range over it, stays.
  if (id === undefined || shown.peek() !== query || now.includes(id) !== before.includes(id)) return;
  selected.value = now.includes(id) ? now.filter((other) => other !== id) : [...now, id];
}

/** Tick all rows that match, or as many as can be. */
export async function tickAll(picking: Picking): Promise<void> {
  picking.rest();
  const matched = picking.state.rows.matched.peek();
  const ids = await idsOf(picking, 0, matched);
  if (!ids) return;
  picking.state.selected.value = ids;
  if (ids.length < matched) {
    const [some, all] = [ids.length, matched].map(formatCount);
    picking.say(`Only the first ${some} of ${all} rows are ticked.`);
  }
}

/** Ids of the rows at some positions: those that are here, or from Python; null when overtaken by another ask or query. */
async function idsOf(picking: Picking, start: number, wanted: number): Promise<number[] | null> {
  const { rows, channel, shown, signal } = picking.state;
  asked.get(picking)?.abort();
  const asking = new AbortController();
  asked.set(picking, asking);
  const ids: number[] = [];
  for (let at = start; at < start + wanted && ids.length === at - start; at++) {
    const id = rows.rowId(at);
    if (id !== undefined) ids.push(id);
  }
  if (ids.length === wanted) return ids;
  const query = shown.peek();
  try {
    const either = AbortSignal.any([asking.signal, signal]);
    const { result } = await channel.ask("row_ids", { query, start, count: wanted }, either);
    return shown.peek() === query ? unpackIds(result.ids) : null;
  } catch (error) {
    if (asking.signal.aborted || signal.aborted) return null;
    throw error;
  }
}
