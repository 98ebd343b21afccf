/** Answers about runs in the page: their lines, their media, their tables, and what Python answered beforehand. */
import type { SeriesInfo } from "../runs/wire";
import type { Questions } from "../wire";
import { bakedAnswer } from "./baked";
import { PageMedia } from "./page-media";
import type { Answer, Answered } from "./page-model";
import type { RunSaid, ViewSaid } from "./page-wire";
import { PagePictures } from "./pictures";
import { needsKernel, Refusal, refusal } from "./refusal";
import { RunLines } from "./run-lines";
import type { Store } from "./store";

type Params<M extends keyof Questions> = Questions[M]["params"];
type Handlers = { [M in string]?: (params: never) => Promise<Answered> | Answered };

/** What Python answered of each run. */
const BAKED = [
  "run_media",
  "run_table_steps",
  "run_table_state",
  "run_histograms",
  "run_console",
  "run_artifacts",
  "chart",
] as const;

export class RunAnswers {
  readonly #runs = new Map<string, Promise<RunSaid>>();
  readonly #lines = new Map<string, Promise<RunLines>>();
  readonly #tables = new Map<string, Promise<Answer>>();

  /**
   * @param parts by the id of each run, the part of the page that says what it has
   * @param answerOf what answers the questions of a table
   */
  constructor(
    readonly store: Store,
    readonly parts: Record<string, string>,
    readonly answerOf: (table: ViewSaid) => Answer,
  ) {}

  /** The lines of a run. */
  lines(run: string): Promise<RunLines> {
    let found = this.#lines.get(run);
    if (!found) {
      found = this.run(run).then(async ({ lines }) => new RunLines(await this.store.bytes(lines)));
      this.#lines.set(run, found);
    }
    return found;
  }

  run(id: string): Promise<RunSaid> {
    const part = this.parts[id];
    if (part === undefined) throw needsKernel("A run that is not in this page");
    let found = this.#runs.get(id);
    if (!found) {
      found = this.store.json<RunSaid>(part);
      this.#runs.set(id, found);
    }
    return found;
  }

  get handlers(): Handlers {
    const baked = BAKED.map((method) => [
      method,
      (params: { run: string }) => this.#baked(params.run, method, params),
    ]);
    return {
      ...Object.fromEntries(baked),
      run_info: async ({ runs }: Params<"run_info">) => {
        const found = await Promise.all(runs.map((run) => this.#baked(run, "run_info", { runs: [run] })));
        const infos = found.flatMap(({ result }) => (result as Questions["run_info"]["result"]).runs);
        return { result: { runs: infos } };
      },
      series: (params: Params<"series">) => this.#series(params),
      run_thumbnails: async (params: Params<"run_thumbnails">) =>
        (await this.#pictures(params.run)).thumbnails({ ...params, column: params.key }),
      run_image: async (params: Params<"run_image">) =>
        (await this.#pictures(params.run)).image({ ...params, column: params.key }),
      run_stills: async (params: Params<"run_stills">) =>
        (await this.#pictures(params.run)).stills({ ...params, column: params.key }),
      run_media_file: async (params: Params<"run_media_file">) =>
        (await this.#files(params.run)).media({ ...params, column: params.key }),
      run_media_view: async (params: Params<"run_media_view">) =>
        (await this.#files(params.run)).view({ ...params, column: params.key }),
      library: (params: Params<"library">) => new PageMedia(this.store, {}).library(params),
      run_table: (params: TableQuestion) => this.#table(params),
    } as Handlers;
  }

  async #baked(run: string, method: string, params: unknown): Promise<Answered> {
    const { baked } = await this.run(run);
    const found = await bakedAnswer(this.store, { baked, refused: {} }, method, params);
    if (!found) throw needsKernel("This part of the run");
    return found;
  }

  async #pictures(run: string): Promise<PagePictures> {
    return new PagePictures(this.store, await this.run(run));
  }

  async #files(run: string): Promise<PageMedia> {
    return new PageMedia(this.store, (await this.run(run)).originals);
  }

  async #series({ runs, keys, ...wish }: Params<"series">): Promise<Answered> {
    const series: SeriesInfo[] = [];
    const buffers: Uint8Array[] = [];
    for (const run of runs) {
      const lines = await this.lines(run);
      for (const key of keys) {
        let found: ReturnType<RunLines["series"]>;
        try {
          found = lines.series(key, wish);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const nothing = { length: 0, columns: [], exact: true, total: 0 };
          series.push({ run, ...key, ...nothing, error: error.message });
          continue;
        }
        if (!found) continue;
        const { x, y, smooth, said } = found;
        series.push({ run, ...key, ...said, columns: smooth ? ["x", "y", "smooth"] : ["x", "y"] });
        buffers.push(...[x, y, ...(smooth ? [smooth] : [])].map((numbers) => bytesOf(numbers)));
      }
    }
    return { result: { series }, buffers };
  }

  /** The answer to a question about a table that a run logged at a step, as a table of its own gives it. */
  async #table({ run, key, step, method, params }: TableQuestion): Promise<Answered> {
    const { tables } = await this.run(run);
    const table = tables.find((one) => one.key === key && one.step === step);
    if (!table) throw refusal("kernel", `The table of step ${step} is not in this page.`);
    let answer = this.#tables.get(table.name);
    if (!answer) {
      answer = this.store.json<ViewSaid>(`${table.name}.about`).then(this.answerOf);
      this.#tables.set(table.name, answer);
    }
    return (await answer)(method, params);
  }
}

interface TableQuestion {
  run: string;
  key: string;
  step: number;
  method: string;
  params: never;
}

/** Numbers as bytes that hold nothing else. */
export function bytesOf(numbers: Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
