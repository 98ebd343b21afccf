import { EMPTY_QUERY } from "../../../query-edit";
import type { Query } from "../../../wire";
import {
  anyOf,
  type CellPlace,
  type ClauseWords,
  isCell,
  type Limits,
  limitOf,
  type MatrixPlace,
  partsOf,
  placeClause,
  thresholdClause,
  truthClause,
} from "./clauses";

/** Clauses that clicks in the scores made: which they are, what they say, and how they follow a threshold. */

export interface Picked {
  text: string;
  negated?: boolean;
}

/** The query without what was picked in the scores, unless that alone is to be scored; and without what changes no score. */
export function scoredQuery(query: Query, picks: readonly string[], onlyThese: boolean): Query {
  const filters = query.filters.filter(({ text, on }) => on && (onlyThese || !picks.includes(text)));
  const { limit, derive } = query;
  // With a limit the order says which rows there are.
  const sort = limit === null ? [] : query.sort;
  return { ...EMPTY_QUERY, filters, limit, sort, ...(derive ? { derive } : {}) };
}

/** Put picks in the place of those before. */
export function withPicks(query: Query, before: readonly string[], picks: readonly Picked[]): Query {
  const texts = new Set(picks.map(({ text }) => text));
  const others = query.filters.filter(({ text }) => !before.includes(text) && !texts.has(text));
  const added = picks.map(({ text, negated = false }) => ({ text, on: true, negated }));
  return { ...query, filters: [...others, ...added] };
}

/** The picks that are still clauses of the query, and count. */
export function livePicks(query: Query, picks: readonly string[]): Picked[] {
  return query.filters.flatMap(({ text, on, negated }) =>
    on && picks.includes(text) ? [{ text, negated }] : [],
  );
}

/** The clauses that keep places of a table's matrix: the score of one that is kept alone, and the places. None where no clause
 * can say it. */
export function placePicks(
  words: ClauseWords,
  places: readonly MatrixPlace[],
  limits: Limits,
  negated = false,
): Picked[] {
  const [only] = places;
  if (!only) return [];
  // Beside others, or beside a "not", a place carries its limit itself.
  const isAlone = places.length === 1 && !negated;
  const said = places.map((place) => (isAlone ? placeClause : countedPlace)(words, place, limits));
  if (said.some((text) => text === null)) return [];
  const counted = isAlone ? countedClause(words, only, limits) : null;
  return [...(counted === null ? [] : [{ text: counted }]), { text: anyOf(said as string[]), negated }];
}

/** The score from which a place's rows count; whole rows, and those below a limit, have none. */
function countedClause(words: ClauseWords, { column }: MatrixPlace, limits: Limits): string | null {
  if (column === null || column === words.values.length) return null;
  return thresholdClause(words, column, limitOf(limits, column));
}

function countedPlace(words: ClauseWords, place: MatrixPlace, limits: Limits): string | null {
  const clause = placeClause(words, place, limits);
  const counted = countedClause(words, place, limits);
  return clause === null || counted === null ? clause : `${clause} and ${counted}`;
}

/** What is picked in one table's matrix. */
export interface PickedPlaces {
  places: MatrixPlace[];
  negated: boolean;
}

/** The places of a table's matrix that picks are about; null where they are about something else. */
export function placesOf(picks: readonly Picked[], words: ClauseWords, limits: Limits): PickedPlaces | null {
  for (const { text, negated = false } of picks) {
    // One place may be in brackets itself.
    const one = placeOf(text, words, limits);
    const places = one ? [one] : partsOf(text).map((part) => placeOf(part, words, limits));
    if (places.every((place) => place !== null)) return { places, negated };
  }
  return null;
}

function placeOf(part: string, words: ClauseWords, limits: Limits): MatrixPlace | null {
  const isAt = (place: MatrixPlace) =>
    placeClause(words, place, limits) === part || countedPlace(words, place, limits) === part;
  const columns = [null, ...words.values.keys(), words.values.length];
  for (const row of [null, ...words.values.keys()]) {
    if (row !== null && !part.startsWith(truthClause(words, row))) continue;
    const column = columns.find((at) => isAt({ row, column: at }));
    if (column !== undefined) return { row, column };
  }
  return null;
}

/** The one cell that picks keep, and whose table's it is: its rows can be shown. */
export function soleCell(
  picks: readonly Picked[],
  sides: readonly ClauseWords[],
  limits: Limits,
): { side: number; place: CellPlace } | null {
  for (const [side, words] of sides.entries()) {
    const found = placesOf(picks, words, limits);
    const place = found?.places[0];
    if (place && isCell(place) && found.places.length === 1 && !found.negated) return { side, place };
  }
  return null;
}

/** Picks as they read at other limits. What does not depend on one stays. */
export function movedPicks(
  picks: readonly Picked[],
  sides: readonly ClauseWords[],
  from: Limits,
  to: Limits,
): Picked[] {
  for (const words of sides) {
    const found = placesOf(picks, words, from);
    if (!found) continue;
    const before = placePicks(words, found.places, from, found.negated).map(({ text }) => text);
    const others = picks.filter(({ text }) => !before.includes(text));
    return [...others, ...placePicks(words, found.places, to, found.negated)];
  }
  return [...picks];
}
