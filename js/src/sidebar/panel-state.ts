/** What the panel shows, and how it stays up to date. */
import { computed, effect, type Signal, signal } from "@preact/signals";
import { messageOf } from "../thumbnails";
import type { PanelHost } from "./host";
import type { Target } from "./targets";
import { type Tick, toggled } from "./ticks";
import type { Look, SameLook, SearchAnswer, Source, StoresAnswer } from "./wire";

/** Runs that are listed at first, and how many more each time. */
export const FIRST_RUNS = 6;
const MORE_RUNS = 50;
const SEARCH_MS = 200;
/** Between two looks: as long at least, and nine times what a look took. */
const REST_MS = 2000;
const REST_TIMES = 9;

export type Section = "projects" | "runs" | "artifacts";

/** What outlives a reload of the page, if the host keeps it. */
export interface Kept {
  store?: string;
  project?: string;
  key?: string;
}

export class PanelState {
  /** Null until the first answer. */
  readonly stores: Signal<StoresAnswer | null> = signal(null);
  readonly store = signal("");
  readonly project = signal("");
  readonly key = signal("");
  readonly runCount = signal(FIRST_RUNS);
  readonly look: Signal<Look | null> = signal(null);
  readonly openArtifacts = signal<ReadonlySet<string>>(new Set());
  readonly closedSections = signal<ReadonlySet<Section>>(new Set());
  readonly ticks = signal<Tick[]>([]);
  readonly search = signal("");
  /** Of the text that is there now; null while it is on its way. */
  readonly found: Signal<SearchAnswer | null> = signal(null);
  /** When the last look was answered, in milliseconds since 1970; 0 before the first. */
  readonly readAt = signal(0);
  /** Why the last look had no answer; empty when it had. */
  readonly failure = signal("");
  /** Why the last action failed; empty when none did. */
  readonly actionFailure = signal("");
  readonly isBusy = signal(false);
  readonly place = computed(() => ({ store: this.store.value, project: this.project.value }));
  private readonly stops: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was asked for; an answer to an older question is dropped. */
  private asked = 0;
  private isGone = false;

  constructor(
    readonly source: Source,
    readonly host: PanelHost,
    kept: Kept = {},
    keep: (kept: Kept) => void = () => {},
  ) {
    this.store.value = kept.store ?? "";
    this.project.value = kept.project ?? "";
    this.key.value = kept.key ?? "";
    this.stops.push(
      effect(() => {
        keep({ store: this.store.value, project: this.project.value, key: this.key.value });
      }),
      effect(() => {
        if (host.isVisible.value) this.lookSoon(0);
        else clearTimeout(this.timer);
      }),
    );
  }

  /** Look now: for stores too, and at all there is. */
  async refresh(): Promise<void> {
    this.stores.value = null;
    this.look.value = this.look.value && { ...this.look.value, edition: "" };
    await this.lookNow(true);
  }

  chooseStore(store: string): void {
    if (store === this.store.value) return;
    this.store.value = store;
    this.showProject("");
  }

  chooseProject(project: string): void {
    if (project !== this.look.value?.project) this.showProject(project);
  }

  private showProject(project: string): void {
    this.project.value = project;
    const look = this.look.value;
    // The list of projects stays where it is meanwhile; what is of the other project goes.
    this.look.value = null;
    if (look && project !== "" && look.projects.some(({ name }) => name === project)) {
      this.waiting.value = look.projects;
    } else this.waiting.value = [];
    this.runCount.value = FIRST_RUNS;
    this.openArtifacts.value = new Set();
    this.ticks.value = [];
    this.clearSearch();
    void this.lookNow();
  }

  /** Projects that are known while another one is read. */
  readonly waiting: Signal<Look["projects"]> = signal([]);

  chooseKey(key: string): void {
    this.key.value = key;
    this.again();
  }

  showMoreRuns(): void {
    this.runCount.value += MORE_RUNS;
    this.again();
  }

  toggleArtifact(name: string): void {
    this.openArtifacts.value = flipped(this.openArtifacts.value, name);
    if (this.openArtifacts.value.has(name)) this.again();
  }

  toggleSection(section: Section): void {
    this.closedSections.value = flipped(this.closedSections.value, section);
  }

  tick(tick: Tick): void {
    this.ticks.value = toggled(this.ticks.value, tick);
  }

  clearTicks(): void {
    this.ticks.value = [];
  }

  searchFor(text: string): void {
    this.search.value = text;
    clearTimeout(this.searchTimer);
    if (text.trim() === "") {
      this.found.value = null;
      return;
    }
    this.searchTimer = setTimeout(() => void this.searchNow(), SEARCH_MS);
  }

  clearSearch(): void {
    this.searchFor("");
  }

  private async searchNow(): Promise<void> {
    const text = this.search.value.trim();
    if (text === "") return;
    try {
      const found = await this.source.ask<SearchAnswer>("search", {
        store: this.store.value,
        project: this.project.value,
        key: this.key.value,
        text,
      });
      if (this.search.value.trim() === text) this.found.value = found;
    } catch (error) {
      if (this.search.value.trim() === text) this.failure.value = messageOf(error);
    }
  }

  async open(target: Target, project = this.project.value): Promise<void> {
    await this.act(() => this.host.open({ store: this.store.value, project }, target));
  }

  async insert(target: Target, project = this.project.value): Promise<void> {
    await this.act(() => this.host.insert({ store: this.store.value, project }, target));
  }

  private async act(action: () => Promise<void>): Promise<void> {
    this.actionFailure.value = "";
    try {
      await action();
    } catch (error) {
      this.actionFailure.value = messageOf(error);
    }
  }

  /** Ask for all of it, since more of it is wanted. */
  private again(): void {
    void this.lookNow(false, true);
  }

  private lookSoon(ms: number): void {
    clearTimeout(this.timer);
    if (!this.isGone) this.timer = setTimeout(() => void this.lookNow(), ms);
  }

  private async lookNow(again = false, whole = false): Promise<void> {
    clearTimeout(this.timer);
    this.asked += 1;
    const asked = this.asked;
    const began = performance.now();
    this.isBusy.value = true;
    try {
      await this.read(again, whole, () => asked === this.asked && !this.isGone);
    } catch (error) {
      if (asked === this.asked) this.failure.value = messageOf(error);
    }
    if (asked !== this.asked || this.isGone) return;
    this.isBusy.value = false;
    if (!this.host.isVisible.peek()) return;
    this.lookSoon(Math.max(REST_MS, REST_TIMES * (performance.now() - began)));
  }

  private async read(again: boolean, whole: boolean, isLatest: () => boolean): Promise<void> {
    if (this.stores.peek() === null || this.stores.peek()?.stores.length === 0) {
      const stores = await this.source.ask<StoresAnswer>("stores", again ? { again: "1" } : {});
      if (!isLatest()) return;
      this.stores.value = stores;
      if (!stores.stores.includes(this.store.peek())) this.store.value = stores.stores[0] ?? "";
      if (stores.stores.length === 0) {
        this.look.value = null;
        this.done();
        return;
      }
    }
    const look = await this.source.ask<Look | SameLook>("look", {
      store: this.store.peek(),
      project: this.project.peek(),
      runs: String(this.runCount.peek()),
      key: this.key.peek(),
      artifacts: [...this.openArtifacts.peek()].join(","),
      edition: whole ? "" : (this.look.peek()?.edition ?? ""),
    });
    if (!isLatest()) return;
    this.done();
    if ("is_same" in look) return;
    this.look.value = look;
    this.project.value = look.project;
    this.key.value = look.key;
    // What was found may have other steps and values now.
    if (this.search.peek().trim() !== "") void this.searchNow();
  }

  private done(): void {
    this.failure.value = "";
    this.readAt.value = Date.now();
  }

  close(): void {
    this.isGone = true;
    clearTimeout(this.timer);
    clearTimeout(this.searchTimer);
    for (const stop of this.stops) stop();
  }
}

function flipped<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
