/** Answers about a project in the page: what is listed, versions with their files, lineages, and views within. */
import type { How, InnerWhat, VersionAbout } from "../project/wire";
import type { LineageFact, LineageQuestions } from "../views/lineage/wire";
import type { Questions } from "../wire";
import { Kept } from "./kept";
import { currentOf, type Graph, grouped } from "./lineage-answers";
import type { Answer, Answered } from "./page-model";
import type { InnerSaid, ListedSaid, ProjectSaid, VersionSaid, ViewSaid } from "./page-wire";
import { isSame } from "./plain-values";
import { compareVersions } from "./project-compare";
import { runsOf, search } from "./project-search";
import { refusal } from "./refusal";
import type { Store } from "./store";

type Params<M extends keyof Questions> = Questions[M]["params"];
type Handlers = { [M in string]?: (params: never) => Promise<Answered> | Answered };

/** What the page has of an artifact: its versions by number; one that could not be read has a sentence. */
type Told = Record<string, VersionSaid | { problem: string }>;

/** Views within whose rows are kept; one that was asked longest ago is read again. */
const MOST_WITHIN = 12;
/** Begins the names of views of runs. */
const RUN = "run ";

export class ProjectAnswers {
  readonly #within = new Kept<Promise<Answer>>(MOST_WITHIN);

  /** @param answerOf what answers the questions of a view within */
  constructor(
    readonly store: Store,
    readonly said: ProjectSaid,
    readonly answerOf: (view: ViewSaid) => Answer,
  ) {}

  get handlers(): Handlers {
    return {
      project_open: async () => ({ result: (await this.#listed()).opened }),
      project_versions: async ({ name }: Params<"project_versions">) => {
        const { opened, artifacts } = await this.#listed();
        const artifact = opened.types
          .flatMap((type) => type.artifacts)
          .find((artifact) => artifact.name === name);
        if (!artifact) throw refusal("name", `The project has no artifact '${name}'.`);
        return { result: { artifact, ...artifacts[name] } };
      },
      project_runs: async ({ start, count, text, state }: Params<"project_runs">) => {
        const found = runsOf((await this.#listed()).runs, text, state || undefined);
        return { result: { runs: found.slice(start, start + count), count: found.length } };
      },
      project_search: async ({ text }: Params<"project_search">) => ({
        result: search(await this.#listed(), text),
      }),
      version: async ({ name, version }: Params<"version">) => {
        const { about } = await this.#version(name, version);
        return { result: about };
      },
      version_files: async ({ name, version }: Params<"version_files">) => {
        const { files, more, lacks } = await this.#version(name, version);
        if (!files) throw refusal("kernel", lacks ?? this.said.lacks.other);
        return { result: { files, more: more ?? 0 } };
      },
      version_file: (params: Params<"version_file">) => this.#file(params),
      version_thumbs: (params: Params<"version_thumbs">) => this.#thumbs(params),
      version_change: async ({ name, version, to }: Params<"version_change">) => {
        const { change } = await this.#version(name, version);
        if (typeof change === "string") throw refusal("kernel", change);
        if (to !== undefined && to !== null && to !== change.from)
          throw refusal("kernel", this.said.lacks.compared);
        return { result: change };
      },
      version_compare: async ({ versions, of }: Params<"version_compare">) => {
        const found = await Promise.all(versions.map((text) => this.#named(text)));
        const { other, compared } = this.said.lacks;
        const result = compareVersions(found, of ?? [0, versions.length - 1], other);
        const isHere = result.tables.some(({ paths }) => {
          const what = {
            what: "compare",
            versions: versions.map((version, at) => `${version}/${paths[at]}`),
          };
          return this.said.inner.some((one) => isSame(one.what, what));
        });
        return { result: { ...result, rows_lack: isHere ? null : compared } };
      },
      used_elsewhere: async ({ name, version }: Params<"used_elsewhere">) => ({
        result: { runs: (await this.#version(name, version)).used_elsewhere ?? [] },
      }),
      lineage: (params: LineageQuestions["lineage"]["params"]) => this.#lineage(params),
      lineage_facts: async ({ id }: { id: string }) => {
        const facts = await this.store.json<Record<string, LineageFact[]>>(this.said.facts);
        return { result: { facts: facts[id] ?? [] } };
      },
      inner_open: (what: InnerWhat) => this.#open(what),
      inner: async ({ view, method, params }: Params<"inner">) =>
        (await this.#answer(view))(method, params as never),
      inner_set: ({ traits }: Params<"inner_set">) => ({ result: { traits, stamp: 0 } }),
      inner_close: () => ({ result: {} }),
    } as Handlers;
  }

  #listed(): Promise<ListedSaid> {
    return this.store.json(this.said.listing);
  }

  /** What the page has of a version; of the newest one where no number is given. */
  async #version(name: string, version: number | null): Promise<VersionSaid> {
    const part = this.said.artifacts[name];
    if (part === undefined) throw refusal("name", `The project has no artifact '${name}'.`);
    const number = version ?? (await this.#listed()).artifacts[name]?.versions[0]?.version;
    const told = (await this.store.json<Told>(part))[String(number)];
    if (told === undefined)
      throw refusal("kernel", this.said.lacks.told.replace("{version}", `${name}:v${number}`));
    if ("problem" in told) throw refusal("value", told.problem);
    return told;
  }

  /** The version that a text such as `driving/scenes:v2` names. */
  #named(text: string): Promise<VersionSaid & { about: VersionAbout }> {
    const [, name = text, number] = /^(?:.*\/)?([^/:]+)(?::v(\d+))?$/.exec(text) ?? [];
    return this.#version(name, number === undefined ? null : Number(number));
  }

  async #file({
    name,
    version,
    path,
    start = 0,
    count = 1_000_000,
  }: Params<"version_file">): Promise<Answered> {
    const { files, contents } = await this.#version(name, version);
    const found = contents?.[path];
    if (!found) {
      const said = files?.find((file) => file.path === path)?.lacks;
      throw refusal("kernel", said ?? this.#lacks(name, version));
    }
    const { data, ...about } = found;
    const [pack, first, size] = data;
    if (start >= size && size < about.size)
      throw refusal("kernel", "The rest of this file is not in the page. Open the notebook to read it.");
    const piece = await this.store.at([pack, first + start, Math.min(count, size - start)]);
    return { result: { ...about, path, start, count: piece.length }, buffers: [piece] };
  }

  async #thumbs({ name, version, paths }: Params<"version_thumbs">): Promise<Answered> {
    const { pictures = {} } = await this.#version(name, version);
    const buffers: Uint8Array[] = [];
    const items: Questions["version_thumbs"]["result"]["items"] = [];
    for (const path of paths) {
      const found = pictures[path];
      const at = found?.data ? buffers.push(await this.store.at(found.data)) - 1 : -1;
      const nothing = { mime: null, width: 0, height: 0, error: this.#lacks(name, version) };
      items.push({ ...(found ?? nothing), path, data: at });
    }
    return { result: { items }, buffers };
  }

  #lacks(name: string, version: number): string {
    return this.said.lacks.whole.replace("{version}", `${name}:v${version}`);
  }

  /** The lineage around a version or a run: of all that is connected with it. */
  async #lineage(params: LineageQuestions["lineage"]["params"]): Promise<Answered> {
    const { around } = params;
    const { opened, artifacts } = await this.#listed();
    const version = around?.version ?? artifacts[around?.name ?? ""]?.versions[0]?.version;
    const id =
      around?.kind === "run"
        ? `run:${opened.project}/${around.id}`
        : `artifact:${opened.project}/${around?.name}:v${version}`;
    const part = this.said.lineages[id];
    if (part === undefined) throw refusal("kernel", this.said.lacks.other);
    const graphs = await this.store.json<Graph[]>(part);
    const graph = graphs.find((graph) => currentOf(graph, around)?.id === id);
    if (!graph) throw refusal("kernel", this.said.lacks.other);
    return { result: grouped(graph, params) };
  }

  async #open(what: InnerWhat): Promise<Answered> {
    if (what.what === "run") return this.#openRun(what.run);
    const { traits: given, ...asked } = what;
    let change: How | undefined;
    if (asked.what === "difference") {
      change = asked.change;
      delete asked.change;
    }
    const found = this.said.inner.find((one) => fits(one, asked as InnerWhat));
    if (!found) throw refusal("kernel", this.#why(asked as InnerWhat));
    const { traits } = await this.store.json<ViewSaid>(`${found.part}.head`);
    const { part: view, kind, title, notes, queries } = found;
    const query = change && queries ? { query: queries[change] } : {};
    return { result: { view, kind, title, notes, traits: { ...traits, ...query, ...given } } };
  }

  #openRun(id: string): Answered {
    const { run, runs, lacks } = this.said;
    if (!run || runs[id] === undefined) throw refusal("kernel", lacks.other);
    const { traits } = runHead(run, id, runs);
    return { result: { view: `${RUN}${id}`, kind: "run", title: "", notes: [], traits } };
  }

  #why(what: InnerWhat): string {
    const known = this.said.refused.find((one) => isSame(one.what, what));
    if (known) return known.said;
    if (what.what === "table" || what.what === "file") return this.#lacks(what.name, what.version);
    if (what.what === "compare" || what.what === "difference" || what.what === "compared_file")
      return this.said.lacks.compared;
    return this.said.lacks.other;
  }

  /** What answers a view within: a run by its id, any other by its part. */
  #answer(view: string): Promise<Answer> {
    const { run, runs } = this.said;
    return this.#within.get(view, async () =>
      this.answerOf(
        run && view.startsWith(RUN)
          ? runHead(run, view.slice(RUN.length), runs)
          : await this.store.json<ViewSaid>(`${view}.head`),
      ),
    );
  }
}

/** What a view of one run begins with. */
function runHead(run: ViewSaid, id: string, parts: Record<string, string>): ViewSaid {
  return { ...run, traits: { ...run.traits, run_id: id }, runs: { [id]: parts[id] as string } };
}

/** Whether a view is the one that is asked for; of a version without a path, its first table. */
function fits({ what: known }: InnerSaid, asked: InnerWhat): boolean {
  const { path: _, ...whole } = known as { path?: string };
  return isSame(known, asked) || (asked.what === "table" && asked.path === undefined && isSame(whole, asked));
}
