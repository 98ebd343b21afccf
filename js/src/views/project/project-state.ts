import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { WatchedChannel } from "../../activity";
import { type HostModel, traitSignal } from "../../model";
import {
  type Doomed,
  type InnerWhat,
  NOTHING,
  type Opened,
  type ProjectEdit,
  type ProjectFound,
  type ProjectListing,
  type ProjectTab,
  type RunRow,
} from "../../project/wire";
import { messageOf } from "../../thumbnails";
import type { TableTraits } from "../../wire";
import { editOf, type Named } from "./named";
import { type AllVersions, standIn, type TreeLine, treeLines } from "./tree-lines";
import { lineKey, versionName, versionParts } from "./words";

/** A pause in typing after which it is looked for. */
const TYPING_MS = 120;
/** Runs that are asked for at a time. */
const RUNS_PAGE = 200;
/** Python gives no more at once. */
const MOST_RUNS = 500;

/** What of versions is held against each other. */
export type ComparedPart = "rows" | "files" | "metadata";

/** What was done with a line of the tree. */
export interface Said {
  text: string;
  /** Takes it back, where that is possible; what cannot be done is returned as a sentence. */
  undo?: () => Promise<string | null>;
}

/** All that a view of a project shows, and the ways to change it. */
export class ProjectState {
  readonly opened: Signal<Opened>;
  readonly tab: Signal<ProjectTab>;
  readonly find: Signal<string>;
  readonly compared: Signal<string[]>;
  readonly theme: Signal<TableTraits["theme"]>;
  /** Another project of the store, once one is chosen. */
  readonly project: Signal<string>;
  /** Null until Python has answered for the first time. */
  readonly listing = signal<ProjectListing | null>(null);
  readonly failure = signal<string | null>(null);
  /** What `foundText` was found in; null while nothing is looked for. */
  readonly found = signal<ProjectFound | null>(null);
  readonly foundText = signal("");
  readonly searchFailure = signal<string | null>(null);
  /** Counts what was written to the project, for those who ask again then. */
  readonly edition = signal(0);
  readonly lines: ReadonlySignal<TreeLine[]>;
  /** Key of the line that the keys are on. */
  readonly cursor = signal("");
  /** What was renamed or deleted last, until something else is opened or done. */
  readonly said = signal<Said | null>(null);
  /** What is open in place of the page of a version. */
  readonly inner: ReadonlySignal<InnerWhat | null>;
  /** What of the compared versions is shown; null leaves it to what they have. */
  readonly comparedPart = signal<ComparedPart | null>(null);
  /** Null leaves it to the width whether the tree is beside what is open. */
  readonly isTreeShown = signal<boolean | null>(null);

  readonly #folds = signal<ReadonlyMap<string, boolean>>(new Map());
  /** What was folded by hand while something is looked for. */
  readonly #foundFolds = signal<ReadonlyMap<string, boolean>>(new Map());
  readonly #all = signal<ReadonlyMap<string, AllVersions>>(new Map());
  readonly #runs = signal<readonly RunRow[]>([]);
  /** The lines as they were, and what was looked for then. */
  #drawn: { lines: readonly TreeLine[]; text: string } = { lines: [], text: "" };
  readonly #within = signal<InnerWhat | null>(null);
  #searching = new AbortController();
  #looking: Promise<void> | null = null;
  #isDue = false;

  constructor(
    model: HostModel,
    readonly channel: WatchedChannel,
    readonly signal: AbortSignal,
  ) {
    const trait = <T>(name: string) => traitSignal<T>(model, name, signal);
    this.opened = trait("opened");
    this.tab = trait("tab");
    this.find = trait("find");
    this.compared = trait("compared");
    this.theme = trait("theme");
    this.project = trait("project");
    this.inner = computed(() => {
      const compared = this.compared.value;
      return this.#within.value ?? (compared.length > 1 ? { what: "compare", versions: compared } : null);
    });
    this.lines = computed(() => {
      const listing = this.listing.value;
      if (!listing) return [];
      const found = this.found.value;
      const folds = found ? this.#foundFolds.value : this.#folds.value;
      return treeLines({ listing, found, folds, all: this.#all.value, runs: this.#runs.value });
    });
    const isHere = computed(() => this.listing.value !== null);
    const stopHearing = channel.onEvent("project", () => void this.load());
    const stops = [
      effect(() => {
        this.project.value;
        untracked(() => this.#begin());
      }),
      effect(() => {
        const text = this.find.value.trim();
        untracked(() => this.#look(text));
      }),
      // A line that is gone leaves the keys beside it.
      effect(() => {
        const lines = this.lines.value;
        untracked(() => {
          const text = this.found.peek() ? this.foundText.peek() : "";
          if (text === this.#drawn.text) {
            this.cursor.value = standIn(this.#drawn.lines, lines, this.cursor.peek());
          }
          this.#drawn = { lines, text };
        });
      }),
      // Other versions to compare, from Python perhaps, are shown at once.
      effect(() => {
        this.compared.value;
        untracked(() => {
          this.#within.value = null;
        });
      }),
      // What is opened from Python, or from a page, is seen in the tree.
      effect(() => {
        const opened = this.opened.value;
        if (isHere.value) untracked(() => this.#reveal(opened));
      }),
    ];
    signal.addEventListener("abort", () => {
      stopHearing();
      for (const stop of stops) stop();
      this.#searching.abort();
    });
  }

  /** Read the project, again when something was written to it; done once what there is now is shown. */
  load(): Promise<void> {
    this.#isDue = true;
    this.#looking ??= this.#lookWhileDue();
    return this.#looking;
  }

  /** One look at a time. */
  async #lookWhileDue(): Promise<void> {
    while (this.#isDue && !this.signal.aborted) {
      this.#isDue = false;
      try {
        const answer = this.channel.askQuietly("project_open", {}, this.signal);
        const isFirst = this.listing.peek() === null;
        const { result } = await (isFirst ? this.channel.wait(answer) : answer);
        await this.#take(result);
      } catch (error) {
        if (!this.signal.aborted) this.failure.value = messageOf(error);
      }
    }
    this.#looking = null;
  }

  open(opened: Partial<Opened>): void {
    batch(() => {
      this.said.value = null;
      this.#within.value = null;
      if (this.compared.peek().length > 0) this.compared.value = [];
      this.opened.value = { ...NOTHING, ...opened };
    });
  }

  openVersion(name: string, version: number, tab?: ProjectTab): void {
    batch(() => {
      this.open({ kind: "version", name, version });
      if (tab) this.tab.value = tab;
    });
  }

  /** Open something in place of the page, or over a comparison. */
  openInner(inner: InnerWhat): void {
    this.#within.value = inner;
  }

  closeInner(): void {
    if (this.#within.peek() !== null) this.#within.value = null;
    else if (this.compared.peek().length > 0) this.compared.value = [];
  }

  /** Set versions beside each other, the older first. */
  compare(name: string, versions: readonly number[], part: ComparedPart | null = null): void {
    const rising = [...versions].sort((a, b) => a - b);
    batch(() => {
      this.#within.value = null;
      this.comparedPart.value = part;
      this.compared.value = rising.map((version) => versionName(name, version));
    });
  }

  /** The version that another one of its artifact is compared with: the open one, else its neighbour. */
  otherSide(name: string, version: number): number | null {
    const opened = this.opened.value;
    if (opened.kind === "version" && opened.name === name && opened.version !== null) {
      if (opened.version !== version) return opened.version;
    }
    const known = this.versionsOf(name);
    const at = known.indexOf(version);
    return known[at + 1] ?? known[at - 1] ?? null;
  }

  /** Numbers of the versions of an artifact that are known here, newest first. */
  versionsOf(name: string): number[] {
    const all = this.#all.value.get(name)?.versions;
    const artifacts = this.listing.value?.types.flatMap((type) => type.artifacts) ?? [];
    const rows = all ?? artifacts.find((artifact) => artifact.name === name)?.newest ?? [];
    return rows.map(({ version }) => version);
  }

  fold(key: string, isOpen: boolean): void {
    const folds = this.found.peek() ? this.#foundFolds : this.#folds;
    folds.value = new Map(folds.peek()).set(key, isOpen);
    const [kind, ...rest] = key.split(" ");
    const name = rest.join(" ");
    const isEmpty = this.found
      .peek()
      ?.types.some(({ artifacts }) => artifacts.some((a) => a.name === name && a.newest.length === 0));
    if (kind === "artifact" && isOpen && isEmpty) void this.showOlder(name);
  }

  /** Show all versions of an artifact. */
  async showOlder(name: string): Promise<void> {
    try {
      const { result } = await this.channel.ask("project_versions", { name }, this.signal);
      this.#all.value = new Map(this.#all.peek()).set(name, result);
    } catch (error) {
      if (!this.signal.aborted) this.failure.value = messageOf(error);
    }
  }

  async showMoreRuns(): Promise<void> {
    try {
      const before = this.#runs.peek();
      const params = { start: before.length, count: RUNS_PAGE };
      const { result } = await this.channel.ask("project_runs", params, this.signal);
      // After a look others stand there, of which these may be some.
      if (this.#runs.peek() !== before) return await this.showMoreRuns();
      this.#runs.value = [...before, ...result.runs];
    } catch (error) {
      if (!this.signal.aborted) this.failure.value = messageOf(error);
    }
  }

  /** Change names, aliases, tags or words; what cannot be done is returned as a sentence. */
  async edit(change: ProjectEdit): Promise<string | null> {
    try {
      await this.channel.ask("project_edit", change, this.signal);
      this.said.value = null;
      if (change.what === "rename") this.#follow(change);
      await this.load();
      return null;
    } catch (error) {
      return this.signal.aborted ? null : messageOf(error);
    }
  }

  /** Follow a new name with what is open. */
  renamed(named: Named, to: string): void {
    const { kind, name, version } = this.opened.peek();
    const cursor = this.cursor.peek();
    const isArtifact = named.of === "version" && (kind === "version" || kind === "artifact");
    const isView = named.of === "view" && kind === "saved_view";
    if (name === named.name && isArtifact) this.open({ kind, name: to, version });
    else if (name === named.name && isView) this.open({ kind, name: to });
    // Opening it put the keys on the version; they stay where it was renamed.
    if (cursor === `artifact ${to}`) this.cursor.value = cursor;
    this.said.value = { text: `${named.name} is called ${to} now.`, ...this.#wayBack(named, to) };
  }

  /** Leave what was deleted; of a version its trace stays to be looked at. */
  deleted(doomed: Doomed, said: string): void {
    const { kind, name, id } = this.opened.peek();
    const isOpen =
      ("run" in doomed && kind === "run" && id === doomed.run) ||
      ("view" in doomed && kind === "saved_view" && name === doomed.view);
    if (isOpen) this.open(NOTHING);
    this.said.value = { text: said };
  }

  /** An artifact cannot have a name again that it had; a run and a saved view can. */
  #wayBack(named: Named, to: string): Pick<Said, "undo"> {
    if (named.of === "version") return {};
    const now: Named = { ...named, name: to };
    return {
      undo: async () => {
        const refused = await this.edit(editOf("rename", now, named.name));
        if (refused === null) this.renamed(now, named.name);
        return refused;
      },
    };
  }

  /** Let the keys and the folds follow a new name. */
  #follow(change: ProjectEdit & { what: "rename" }): void {
    if ("run" in change) return;
    const [was, now] =
      "view" in change
        ? [`saved_view ${change.view}`, `saved_view ${change.to}`]
        : [`artifact ${change.name}`, `artifact ${change.to}`];
    const fold = this.#folds.peek().get(was);
    if (fold !== undefined) this.#folds.value = new Map(this.#folds.peek()).set(now, fold);
    if (this.cursor.peek() === was) this.cursor.value = now;
  }

  #begin(): void {
    this.listing.value = null;
    this.failure.value = null;
    this.#all.value = new Map();
    void this.load();
  }

  async #take(listing: ProjectListing): Promise<void> {
    const [before, all] = [this.#runs.peek(), this.#all.peek()];
    let runs: readonly RunRow[] = listing.runs;
    if (before.length > listing.runs.length && listing.run_count > listing.runs.length) {
      const params = { start: 0, count: Math.min(before.length, listing.run_count, MOST_RUNS) };
      runs = (await this.channel.askQuietly("project_runs", params, this.signal)).result.runs;
    }
    const names = [...all.keys()];
    const known = new Set(listing.types.flatMap(({ artifacts }) => artifacts.map(({ name }) => name)));
    const kept = names.filter((name) => known.has(name));
    const answers = await Promise.all(
      kept.map((name) => this.channel.askQuietly("project_versions", { name }, this.signal)),
    );
    // What was asked for meanwhile is read again with the rest, and stays.
    if (this.#runs.peek() !== before || this.#all.peek() !== all) return await this.#take(listing);
    batch(() => {
      this.failure.value = null;
      this.#runs.value = runs;
      this.#all.value = new Map(answers.map(({ result }, k) => [kept[k] as string, result]));
      this.listing.value = listing;
      this.edition.value += 1;
    });
    if (this.found.peek()) this.#look(this.find.peek().trim());
  }

  #look(text: string): void {
    this.#searching.abort();
    this.#searching = new AbortController();
    const { signal } = this.#searching;
    if (text === "") {
      batch(() => {
        this.found.value = null;
        this.foundText.value = "";
        this.searchFailure.value = null;
        this.#foundFolds.value = new Map();
      });
      return;
    }
    const ask = async () => {
      try {
        const { result } = await this.channel.ask("project_search", { text }, signal);
        batch(() => {
          if (this.foundText.peek() !== text) this.#foundFolds.value = new Map();
          this.found.value = result;
          this.foundText.value = text;
          this.searchFailure.value = null;
        });
      } catch (error) {
        if (!signal.aborted) this.searchFailure.value = messageOf(error);
      }
    };
    const timer = setTimeout(() => void ask(), TYPING_MS);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** Unfold what is around the line of something, and put the keys on it. */
  #reveal(opened: Opened): void {
    if (opened.kind === "none" || this.found.peek()) return;
    const folds = new Map(this.#folds.peek());
    if (opened.kind === "run") folds.set("runs", true);
    if (opened.kind === "saved_view") folds.set("views", true);
    if (opened.kind === "version" || opened.kind === "artifact") {
      const type = this.listing
        .peek()
        ?.types.find(({ artifacts }) => artifacts.some(({ name }) => name === opened.name));
      if (type) folds.set(`type ${type.type}`, true);
      if (!folds.get(`artifact ${opened.name}`)) folds.set(`artifact ${opened.name}`, true);
      const artifact = type?.artifacts.find(({ name }) => name === opened.name);
      const isNew = artifact?.newest.some(({ version }) => version === opened.version);
      const isAsked = this.#all.peek().has(opened.name);
      if (artifact && opened.version !== null && !isNew && !isAsked) void this.showOlder(opened.name);
    }
    if (JSON.stringify([...folds]) !== JSON.stringify([...this.#folds.peek()])) this.#folds.value = folds;
    this.cursor.value = lineKey(opened);
  }
}

/** Versions that a comparison names, where all are of one artifact. */
export function comparedOf(compared: readonly string[]): { name: string; versions: number[] } | null {
  const parts = compared.map(versionParts);
  const name = parts[0]?.name;
  if (!name || parts.some((part) => part?.name !== name)) return null;
  return { name, versions: parts.map((part) => part?.version ?? 0) };
}

const Context = createContext<ProjectState | null>(null);

export const ProjectProvider = Context.Provider;

export function useProject(): ProjectState {
  const state = useContext(Context);
  if (!state) throw new Error("useProject is called outside of a view of a project");
  return state;
}
