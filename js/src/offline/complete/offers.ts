/** One completion, and the words that every expression may use; see `dsviz_widget/query/language/offers.py`. */
import type { Kind } from "../../query/index";
import { NOUNS } from "../../query/kinds";
import { OPERATORS } from "../../query/operators/registry";
import type { CompletionItem } from "../../wire";

const COMMON = [
  "$and",
  "$or",
  "$not",
  "$eq",
  "$ne",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$in",
  "$filter",
  "$size",
  "$anyElementTrue",
  "$regexMatch",
  "$ifNull",
  "$cond",
];

/** Order of what fits equally well. */
export const [FIRST, FIELDS, NAMES, FUNCTION_ORDER, WORDS] = [0, 1, 2, 3, 4] as const;

/** The piece of text that a completion replaces, and what of it was typed before the cursor. */
export interface Place {
  start: number;
  end: number;
  typed: string;
}

/** A completion before its place is known. */
export interface Offer {
  label: string;
  insert: string;
  kind: CompletionItem["kind"];
  detail: string;
  order: number;
}

export type Placed = [Place, Offer[]];

export function offer(
  label: string,
  insert: string,
  kind: CompletionItem["kind"],
  detail = "",
  order: number = NAMES,
): Offer {
  return { label, insert, kind, detail, order };
}

const bare = (noun: string) => noun.replace(/^a /, "").replace(/^an /, "");

/** How a kind is called beside a name. */
export function noun(kind: Kind | null): string {
  if (kind === null) return "";
  if (kind.name === "list" && kind.element && kind.element.name !== "null")
    return `list of ${bare(NOUNS[kind.element.name] ?? "values")}`;
  return bare(NOUNS[kind.name] ?? "");
}

/** The arguments of an operator as they are called. */
export function signature(operator: string): string {
  const known = OPERATORS.get(operator);
  if (!known) return "";
  const { names, required, fewest, most } = known;
  if (names.length > 0) return `(${names.map((name, at) => (at < required ? name : `${name}?`)).join(", ")})`;
  const isOpen = !Number.isFinite(most);
  const count = isOpen ? fewest : Math.min(most, 5);
  const letters = Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at));
  const shown = letters.map((letter, at) => (at < fewest ? letter : `${letter}?`));
  return `(${[...shown, ...(isOpen ? ["..."] : [])].join(", ")})`;
}

/** The classes that a class id may be compared with. */
export function classOffers(labels: ReadonlyMap<number, string>): Offer[] {
  return [...labels].map(([id, label]) => offer(label, String(id), "class", `class ${id}`, FIRST));
}

/** MongoDB's operators as keys, the common ones first. */
export function operatorOffers(): Offer[] {
  const known = [...OPERATORS.keys()].filter((name) => name.startsWith("$"));
  const common = COMMON.filter((name) => known.includes(name));
  const others = known.filter((name) => !common.includes(name)).sort();
  return [...common, ...others].map((name) =>
    offer(name, `${name}: `, "operator", signature(name), common.includes(name) ? NAMES : FUNCTION_ORDER),
  );
}
