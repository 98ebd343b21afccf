import { batch, type Signal, signal } from "@preact/signals";
import { WatchedChannel } from "../../activity";
import type { Reply } from "../../channel";
import type { Method, Query, Questions, TableInfo } from "../../wire";
import { mergeOf, mergeQuery, splitQuery } from "./merged-columns";
import type { MergedModel } from "./merged-model";

/** Questions on columns of lanes: their queries are taken apart on the way to Python, and what it tells of the table
 * is merged. */
export class MergedChannel extends WatchedChannel {
  /** The table as Python told of it, a column per table and name. */
  readonly flat: Signal<TableInfo | null> = signal(null);

  constructor(
    readonly model: MergedModel,
    aborted: AbortSignal,
  ) {
    super(model, aborted);
  }

  override async askQuietly<M extends Method>(
    method: M,
    params: Questions[M]["params"],
    signal_?: AbortSignal,
  ): Promise<Reply<M>> {
    const reply = await super.askQuietly(method, this.#split(params), signal_);
    return { ...reply, result: this.#merge(reply.result) };
  }

  #split<P>(params: P): P {
    const { query, state } = params as { query?: Query; state?: { query: Query } };
    const { merge } = this.model;
    if (query) return { ...params, query: splitQuery(query, merge) };
    if (state) return { ...params, state: { ...state, query: splitQuery(state.query, merge) } };
    return params;
  }

  #merge<R>(result: R): R {
    const { info, state } = result as { info?: TableInfo; state?: { query: Query } | null };
    if (info?.columns) {
      const merge = mergeOf(info);
      batch(() => {
        this.flat.value = info;
        this.model.merge = merge;
      });
      return { ...result, info: { ...info, columns: merge.columns } };
    }
    if (state?.query)
      return { ...result, state: { ...state, query: mergeQuery(state.query, this.model.merge) } };
    return result;
  }
}
