/** Asks one thing at a time: what comes in meanwhile waits, and of that only the last is asked. So a hand that moves fast
 * gets an answer as often as Python gives one, and never a queue of old ones. */
export class Latest<Params, Result> {
  #wanted: { params: Params } | undefined;
  #asking: AbortController | undefined;

  constructor(
    private readonly ask: (params: Params, aborted: AbortSignal) => Promise<Result>,
    private readonly heard: (result: Result, params: Params) => void,
    private readonly failed: (error: unknown, params: Params) => void,
  ) {}

  want(params: Params): void {
    this.#wanted = { params };
    if (!this.#asking) void this.#next();
  }

  /** Forget what is under way: its answer would be about something else. */
  stop(): void {
    this.#wanted = undefined;
    this.#asking?.abort();
    this.#asking = undefined;
  }

  async #next(): Promise<void> {
    const abort = new AbortController();
    this.#asking = abort;
    while (this.#wanted && !abort.signal.aborted) {
      const { params } = this.#wanted;
      this.#wanted = undefined;
      try {
        const result = await this.ask(params, abort.signal);
        if (!abort.signal.aborted) this.heard(result, params);
      } catch (error) {
        if (!abort.signal.aborted) this.failed(error, params);
      }
    }
    if (this.#asking === abort) this.#asking = undefined;
  }
}
