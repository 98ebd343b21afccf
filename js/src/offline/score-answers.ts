/** Scores in the page: the answers that Python gave for the view as it was written, found again by what is asked. */
import type { Query } from "../wire";
import type { Answered } from "./page-model";
import type { Place } from "./page-wire";
import { isSame } from "./plain-values";
import { type Refusal, refusal } from "./refusal";
import type { Store } from "./store";

interface Given {
  method: string;
  params: Record<string, unknown>;
  result?: Record<string, unknown>;
  buffers?: Place[];
  /** Why there is no answer. */
  error?: string;
}

interface ScoresSaid {
  options: Record<string, unknown>;
  sets: { query: Query; answers: Given[] }[];
}

type Params = { query: Query; options?: Record<string, unknown> } & Record<string, unknown>;

export const SCORE_METHODS = [
  "evaluation_offers",
  "evaluation",
  "evaluation_curves",
  "at_threshold",
  "picked_rows",
  "picked_clause",
] as const;
/** What an answer depends on, by method; the rest of a question changes how much of it is shown. */
const NAMES: Record<string, readonly string[]> = {
  evaluation_offers: [],
  evaluation: [],
  evaluation_curves: ["class", "iou"],
  cursors: ["class", "threshold", "class_thresholds"],
  at_threshold: ["class", "threshold", "class_thresholds", "iou"],
  picked_rows: ["side", "truth", "prediction", "threshold", "class_thresholds"],
  picked_clause: ["kind", "side", "truth", "prediction", "class", "threshold", "class_thresholds", "iou"],
};

export class ScoreAnswers {
  /** @param part of the page; null where nothing was scored */
  constructor(
    readonly store: Store,
    readonly part: string | null,
  ) {}

  async answer(method: string, { query, options, ...params }: Params): Promise<Answered> {
    if (this.part === null)
      throw refusal(
        "kernel",
        "Scores are worked out by a kernel: write the page with a truth and a prediction chosen.",
      );
    const said = await this.store.json<ScoresSaid>(this.part);
    if (options && !isSame(withoutEmpty(options), withoutEmpty(said.options)))
      throw refusal(
        "kernel",
        "This page has the scores of the columns that it was written with; others need a kernel.",
      );
    const set = said.sets.find((one) => isSame(rowsOf(one.query), rowsOf(query)));
    if (!set)
      throw refusal(
        "kernel",
        "This page has the scores of its rows as it was written. Scores of these rows need a kernel: take the filter out, or open the notebook.",
      );
    const evaluation = set.answers.find((one) => one.method === "evaluation");
    const found =
      set.answers.find((one) => one.method === method && fits(one, params)) ??
      ofOneClass(set.answers, evaluation, method, params);
    if (!found) throw lacks(method, params, set.answers);
    if (found.error !== undefined) throw refusal("value", found.error);
    const buffers = await Promise.all((found.buffers ?? []).map((place) => this.store.at(place)));
    return { result: method === "picked_rows" ? page(found.result, params) : found.result, buffers };
  }
}

/** What the page says in place of photos. */
const NO_PHOTOS =
  "Which photos differ in this class at this threshold is not in this page. Let the class go, go back to the " +
  "threshold that the page was written at, or open the notebook.";
const LACKING: Record<string, string> = {
  at_threshold: "Figures at this threshold, or of this class at it,",
  evaluation_curves: "These curves",
  picked_rows: "The rows of this cell at this threshold",
  picked_clause: "The photos with these boxes at this threshold",
};

function lacks(method: string, { iou }: Record<string, unknown>, answers: readonly Given[]): Refusal {
  const known = answers.find((one) => one.method === method && "iou" in one.params)?.params.iou;
  if (known !== undefined && iou !== known)
    return refusal(
      "kernel",
      `This page has the scores of boxes that match from an IoU of ${known}. Others need a kernel: go back to it, or open the notebook.`,
    );
  return refusal(
    "kernel",
    `${LACKING[method]} are not in this page. Go back to where it was written, or open the notebook.`,
  );
}

/** What of a query says which rows there are. */
function rowsOf({ filters, sort, limit, derive }: Query): object {
  const clauses = filters.filter(({ on }) => on).map(({ text, negated }) => ({ text, negated }));
  return { clauses, sort: sort ?? [], limit: limit ?? null, derive: derive ?? [] };
}

function withoutEmpty(options: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== null && value !== undefined),
  );
}

function fits({ method, params: known }: Given, params: Record<string, unknown>): boolean {
  return (NAMES[method] ?? []).every((name) => {
    // An answer that knows nothing of a name does not depend on it.
    if (!(name in known)) return name === "iou" || (params[name] ?? null) === null;
    const [a, b] = [known[name] ?? null, params[name] ?? null];
    if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) < 1e-9;
    return isSame(a, b);
  });
}

/** Figures of classes are those of all of them; where the threshold lies on the curves of one comes apart, or is left out. */
function ofOneClass(
  answers: readonly Given[],
  evaluation: Given | undefined,
  method: string,
  params: Record<string, unknown>,
): Given | undefined {
  if (method !== "at_threshold") return undefined;
  const found = answers.find((one) => one.method === method && fits(one, { ...params, class: null }));
  if (!found?.result) return undefined;
  if (evaluation?.result?.kind !== "classification")
    return { ...found, result: { ...found.result, photos: [], photos_missing: NO_PHOTOS } };
  const known = answers.find((one) => one.method === "cursors" && fits(one, params))?.result?.sides;
  const sides = (found.result.sides as object[]).map((side, at) => ({
    ...side,
    cursors: (known as object[] | undefined)?.[at] ?? { pr: null, roc: null },
  }));
  return { ...found, result: { ...found.result, sides } };
}

/** The first rows of a cell, as many as are asked for. */
function page(
  result: Record<string, unknown> | undefined,
  { start, count }: Record<string, unknown>,
): unknown {
  const from = Number(start ?? 0);
  const rows = (result?.rows as unknown[]) ?? [];
  const cut = Object.entries(result ?? {}).map(([name, value]) =>
    Array.isArray(value) && value.length === rows.length
      ? [name, value.slice(from, from + Number(count ?? 24))]
      : [name, value],
  );
  return Object.fromEntries(cut);
}
