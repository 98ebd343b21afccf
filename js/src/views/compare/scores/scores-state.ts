import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import type { Reply } from "../../../channel";
import type {
  AtThreshold,
  ClassificationResult,
  EvaluatedCurve,
  EvaluationOffers,
  EvaluationOptions,
  EvaluationResult,
  ScoresTrait,
  ThresholdResult,
} from "../../../evaluation/wire";
import { traitSignal } from "../../../model";
import { messageOf } from "../../../thumbnails";
import type { Query } from "../../../wire";
import type { CompareState } from "../compare-state";
import { sideNames } from "../lane";
import { type CellPlace, type ClauseWords, isSamePlace, type Limits, type MatrixPlace } from "./clauses";
import { Latest } from "./latest";
import {
  livePicks,
  movedPicks,
  type Picked,
  type PickedPlaces,
  placePicks,
  placesOf,
  scoredQuery,
  soleCell,
  withPicks,
} from "./picks";

/** A moved threshold is told to Python once the hand has rested for so long. */
const REST_MS = 250;

/** What is scored, with what it comes to at a threshold; of segmentation there is none. */
export interface Scored<R extends EvaluationResult = EvaluationResult> {
  result: R;
  at: ThresholdResult | null;
  /** At which threshold; the hand may be further on. */
  threshold: number;
}

type Moves = Latest<AtThreshold, Reply<"at_threshold">>;

export type Curves = ({ pr: EvaluatedCurve; roc: EvaluatedCurve } | null)[];

/** Where a view's scores stand: what is scored, at which threshold, and what was picked. */
export class ScoresState {
  readonly trait: Signal<ScoresTrait>;
  /** As the hand has it; the trait follows when the hand rests. */
  readonly threshold: Signal<number>;
  readonly scored = signal<Scored | null>(null);
  readonly curves = signal<{ result: EvaluationResult; index: number | null; sides: Curves } | null>(null);
  readonly failure = signal<string | null>(null);
  /** What may be chosen in place of columns that could not be scored. */
  readonly offers = signal<EvaluationOffers | null>(null);
  readonly isLoading = signal(false);
  /** The cell of the matrix under the pointer or the keys. */
  readonly hover = signal<CellPlace | null>(null);
  /** Whether the table of classes has a field for the limit of each. */
  readonly showsLimits = signal(false);
  readonly names: ReadonlySignal<string[]>;
  readonly options: ReadonlySignal<EvaluationOptions>;
  readonly query: ReadonlySignal<Query>;
  readonly limits: ReadonlySignal<Limits>;
  /** The picks that are clauses of the query. */
  readonly picks: ReadonlySignal<Picked[]>;
  /** The one cell that is picked: its rows are shown. */
  readonly cell: ReadonlySignal<{ side: number; place: CellPlace } | null>;
  /** Index of the class whose curves are drawn; null for all. */
  readonly classIndex: ReadonlySignal<number | null>;
  readonly #attempt = signal(0);
  #rest: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();
  /** What is asked about; `scored` has it once its figures at the threshold are here. */
  #result: EvaluationResult | null = null;

  constructor(readonly view: CompareState) {
    this.trait = traitSignal<ScoresTrait>(view.host, "scores", view.signal);
    this.threshold = signal(this.trait.peek().threshold);
    this.names = computed(() => sideNames(view.about.value?.sides ?? []));
    this.options = sameWhileEqual(() => {
      const { truth, prediction, score } = view.comparison.value;
      return { truth, prediction, score };
    });
    this.query = sameWhileEqual(() => {
      const { picks, only_these } = this.trait.value;
      return scoredQuery(view.query.value, picks, only_these);
    });
    this.limits = computed(() => this.limitsAt(this.threshold.value));
    this.picks = computed(() => livePicks(view.query.value, this.trait.value.picks));
    this.cell = computed(() => soleCell(this.picks.value, this.words(), this.limits.value));
    this.classIndex = computed(() => placeOf(this.trait.value.class, this.classes()));
    view.signal.addEventListener("abort", () => clearTimeout(this.#rest));
  }

  /** Follow the view while its scores are on the screen, until the function that is returned is called. */
  watch(): () => void {
    const moves: Moves = new Latest(
      (params, aborted) => this.view.channel.askQuietly("at_threshold", params, aborted),
      ({ result }, { threshold }) => {
        if (this.#result) this.scored.value = { result: this.#result, at: result, threshold: threshold ?? 0 };
      },
      (error) => this.#fail(error),
    );
    const stops = [
      effect(() => {
        const query = this.query.value;
        const options = this.options.value;
        this.#attempt.value;
        if (!this.view.info.value) return;
        this.view.info.value.edition;
        this.#asking.abort();
        moves.stop();
        this.#asking = new AbortController();
        const { signal: aborted } = this.#asking;
        untracked(() => void this.#load(query, options, aborted, moves));
      }),
      effect(() => {
        this.threshold.value;
        this.trait.value.class_thresholds;
        this.trait.value.iou;
        this.classIndex.value;
        untracked(() => this.#wantMoved(moves));
      }),
      effect(() => {
        const { threshold } = this.trait.value;
        untracked(() => {
          if (this.#rest === undefined) this.threshold.value = threshold;
        });
      }),
      effect(() => {
        const scored = this.scored.value;
        const index = this.classIndex.value;
        if (scored?.result.kind !== "classification" || scored.result.score_of === null) return;
        const { result } = scored;
        const here = this.curves.peek();
        if (here?.result === result && here.index === index) return;
        untracked(() => void this.#loadCurves(result, index, this.#asking.signal));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      this.#asking.abort();
      moves.stop();
      this.#settle();
    };
  }

  /** Give up what is being scored; what is here stays. */
  stop(): void {
    this.#asking.abort();
    this.isLoading.value = false;
    this.#result = null;
    this.failure.value = "It was stopped.";
  }

  /** Ask once more for what could not be scored. */
  retry(): void {
    this.#attempt.value += 1;
  }

  change(part: Partial<ScoresTrait>): void {
    this.trait.value = { ...this.trait.peek(), ...part };
  }

  /** The classes of what is scored now, as they are shown. */
  classes(): readonly string[] {
    const result = this.scored.value?.result;
    return result && "classes" in result ? (result.classes as string[]) : [];
  }

  /** How clauses name the columns of each table. */
  words(): ClauseWords[] {
    const result = this.scored.value?.result;
    if (result?.kind !== "classification") return [];
    return result.sides.map(({ expressions }) => ({ expressions, values: result.values }));
  }

  limitsAt(threshold: number): Limits {
    const classes = this.classes();
    const limited = Object.entries(this.trait.value.class_thresholds).flatMap(([label, limit]) => {
      const at = classes.indexOf(label);
      return at < 0 ? [] : [[at, limit] as const];
    });
    return { threshold, byClass: new Map(limited) };
  }

  /** Move the threshold; what was picked at the old one follows once the hand rests. */
  moveThreshold(value: number): void {
    if (value === this.threshold.peek()) return;
    this.threshold.value = value;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#settle(), REST_MS);
  }

  /** Give a class a limit of its own, or (null) take it away. */
  limitClass(label: string, limit: number | null): void {
    const { [label]: _, ...others } = this.trait.peek().class_thresholds;
    const from = this.limits.peek();
    batch(() => {
      this.change({ class_thresholds: limit === null ? others : { ...others, [label]: limit } });
      this.#movePicks(from, this.limitsAt(this.threshold.peek()));
    });
  }

  /** Pick a place of a matrix: alone, beside those that are picked (`add`), or all but it (`negated`); once more lets it go. */
  pickPlace(side: number, place: MatrixPlace, { add = false, negated = false } = {}): void {
    const words = this.words()[side];
    if (!words || !this.canPick(side, place)) return;
    const now = this.placesOn(side);
    const mine = now?.negated === negated ? now.places : [];
    const others = mine.filter((one) => !isSamePlace(one, place));
    const isPicked = others.length < mine.length;
    const places = add ? (isPicked ? others : [...others, place]) : isPicked && !others.length ? [] : [place];
    this.pick(placePicks(words, places, this.limits.peek(), negated));
  }

  /** What is picked in the matrix of a table. */
  placesOn(side: number): PickedPlaces | null {
    const words = this.words()[side];
    return words ? placesOf(this.picks.value, words, this.limits.value) : null;
  }

  /** Whether a clause can say the rows of a place. */
  canPick(side: number, place: MatrixPlace): boolean {
    const words = this.words()[side];
    return words !== undefined && placePicks(words, [place], this.limits.peek()).length > 0;
  }

  /** Put clauses in the place of what was picked before. */
  pick(picks: readonly Picked[]): void {
    batch(() => {
      const before = this.trait.peek().picks;
      const isOnlyThese = this.trait.peek().only_these && picks.length > 0;
      this.change({ picks: picks.map(({ text }) => text), only_these: isOnlyThese });
      this.view.edit((query) => withPicks(query, before, picks));
    });
  }

  /** Pick what one clause says, or let it go where it is picked. */
  togglePick(text: string, negated = false): void {
    const isPicked = this.picks.peek().some((pick) => pick.text === text);
    this.pick(isPicked ? [] : [{ text, negated }]);
  }

  #movePicks(from: Limits, to: Limits): void {
    const picks = this.picks.peek();
    if (picks.length === 0) return;
    const moved = movedPicks(picks, this.words(), from, to);
    if (JSON.stringify(moved) !== JSON.stringify(picks)) this.pick(moved);
  }

  #settle(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    const from = this.limitsAt(this.trait.peek().threshold);
    const threshold = this.threshold.peek();
    if (threshold === from.threshold) return;
    batch(() => {
      this.change({ threshold });
      this.#movePicks(from, this.limitsAt(threshold));
    });
  }

  async #load(query: Query, options: EvaluationOptions, aborted: AbortSignal, moves: Moves): Promise<void> {
    this.isLoading.value = true;
    this.failure.value = null;
    this.#result = null;
    try {
      const { result } = await this.view.channel.ask("evaluation", { query, options }, aborted);
      if (aborted.aborted) return;
      this.#result = result;
      if (result.kind === null || result.kind === "segmentation")
        this.scored.value = { result, at: null, threshold: 0 };
      else this.#wantMoved(moves);
    } catch (error) {
      if (aborted.aborted) return;
      this.#fail(error);
      await this.#loadOffers(query, aborted);
    } finally {
      if (!aborted.aborted) this.isLoading.value = false;
    }
  }

  /** Ask what else may be chosen: the way out of a choice that cannot be scored. */
  async #loadOffers(query: Query, aborted: AbortSignal): Promise<void> {
    try {
      const reply = await this.view.channel.askQuietly("evaluation_offers", { query }, aborted);
      if (!aborted.aborted) this.offers.value = reply.result.offers;
    } catch {
      // What went wrong is told already.
    }
  }

  #wantMoved(moves: Moves): void {
    const result = this.#result;
    if (!result || result.kind === null || result.kind === "segmentation") return;
    const { class_thresholds, iou, class: label } = this.trait.peek();
    const index = "classes" in result ? placeOf(label, result.classes as string[]) : null;
    moves.want({
      query: this.query.peek(),
      options: this.options.peek(),
      threshold: this.threshold.peek(),
      class_thresholds: Object.keys(class_thresholds).length > 0 ? class_thresholds : null,
      class: index,
      iou,
    });
  }

  async #loadCurves(result: ClassificationResult, index: number | null, aborted: AbortSignal): Promise<void> {
    const params = { query: this.query.peek(), options: this.options.peek(), class: index };
    try {
      const reply = await this.view.channel.askQuietly("evaluation_curves", params, aborted);
      if (!aborted.aborted && this.classIndex.peek() === index)
        this.curves.value = { result, index, sides: reply.result.sides };
    } catch (error) {
      if (!aborted.aborted) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.failure.value = messageOf(error);
  }
}

/** Where a class stands among others; one may be called nothing at all, and null is none. */
function placeOf(label: string | null, classes: readonly string[]): number | null {
  const at = label === null ? -1 : classes.indexOf(label);
  return at < 0 ? null : at;
}

/** A value that is another one only where it says something else: a threshold that moves writes the trait, and nothing that
 * is asked about may be asked again for it. */
function sameWhileEqual<T>(make: () => T): ReadonlySignal<T> {
  const text = computed(() => JSON.stringify(make()));
  return computed(() => JSON.parse(text.value));
}

const states = new WeakMap<CompareState, ScoresState>();

/** The scores of a view; they stay what they are while another tab is on the screen. */
export function scoresOf(view: CompareState): ScoresState {
  let state = states.get(view);
  if (!state) {
    state = new ScoresState(view);
    states.set(view, state);
  }
  return state;
}
