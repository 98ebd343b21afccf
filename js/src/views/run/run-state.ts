import { signal } from "@preact/signals";
import type { WatchedChannel } from "../../activity";
import type { RunInfo } from "../../runs/wire";
import { messageOf } from "../../thumbnails";

/** What a view of one run shows. */
export class RunState {
  readonly info = signal<RunInfo | null>(null);
  readonly failure = signal<string | null>(null);

  constructor(
    readonly channel: WatchedChannel,
    readonly signal: AbortSignal,
    readonly run: string,
  ) {
    void this.load();
    const stop = channel.onEvent("history", ({ runs }) => {
      if (runs.includes(run)) void this.load();
    });
    signal.addEventListener("abort", stop);
  }

  async load(): Promise<void> {
    try {
      const { result } = await this.channel.ask("run_info", { runs: [this.run] }, this.signal);
      this.info.value = result.runs[0] ?? null;
      this.failure.value = null;
    } catch (error) {
      if (!this.signal.aborted) this.failure.value = messageOf(error);
    }
  }
}
