import { formatCount } from "../format";
import { MOST_TICKED, type Picking } from "./picking";

const asked = new WeakMap<Picking, AbortController>();

/** Tick the rows from the start of a range to a position, beside those that were ticked before it. */
export async function tickRange(
  picking: Picking,
  { position, others }: NonNullable<Picking["anchor"]>,
  to: number,
): Promise<void> {
  const ids = await idsOf(picking, Math.min(position, to), Math.abs(to - position) + 1);
  if (ids) picking.tick([...new Set([...others, ...ids])]);
}

/** Tick all rows that match, or as many as can be. */
export async function tickAll(picking: Picking): Promise<void> {
  picking.rest();
  const matched = picking.state.rows.matched.peek();
  const ids = await idsOf(picking, 0, matched);
  if (!ids) return;
  picking.tick(ids);
  if (matched > MOST_TICKED) {
    const [some, all] = [MOST_TICKED, matched].map(formatCount);
    picking.say(`Only the first ${some} of ${all} rows are ticked.`);
  }
}

/** Ids of the rows at some positions: those that are here, or from Python; null when overtaken by another ask or query. */
async function idsOf(picking: Picking, start: number, wanted: number): Promise<number[] | null> {
  const { rows, channel, shown, signal } = picking.state;
  asked.get(picking)?.abort();
  const asking = new AbortController();
  asked.set(picking, asking);
  const count = Math.min(wanted, MOST_TICKED);
  const ids: number[] = [];
  for (let at = start; at < start + count && ids.length === at - start; at++) {
    const id = rows.rowId(at);
    if (id !== undefined) ids.push(id);
  }
  if (ids.length === count) return ids;
  const query = shown.peek();
  try {
    const either = AbortSignal.any([asking.signal, signal]);
    const { buffers } = await channel.ask("row_ids", { query, start, count }, either);
    if (shown.peek() !== query) return null;
    return [...new Float64Array((buffers[0] ?? new Uint8Array(0)).slice().buffer)];
  } catch (error) {
    if (asking.signal.aborted || signal.aborted) return null;
    throw error;
  }
}
