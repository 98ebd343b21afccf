import { EMPTY_QUERY } from "../../../query-edit";
import type { Query } from "../../../wire";
import {
  anyOf,
  type CellPlace,
  type ClauseWords,
  cellClause,
  type Limits,
  limitOf,
  partsOf,
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

/** Cells of one table's matrix. */
export interface PickedCells {
  side: number;
  cells: CellPlace[];
  negated: boolean;
}

/** The clauses that keep some cells: the score of one that is kept alone, and the cells. None where no clause can say it. */
export function cellPicks(
  words: ClauseWords,
  cells: readonly CellPlace[],
  limits: Limits,
  negated = false,
): Picked[] {
  const [only] = cells;
  if (!only) return [];
  // Beside others, or beside a "not", a cell carries its limit itself.
  const isAlone = cells.length === 1 && !negated;
  const said = cells.map((place) => (isAlone ? cellClause : wholeCell)(words, place, limits));
  if (said.some((text) => text === null)) return [];
  const counted = isAlone ? countedClause(words, only, limits) : null;
  return [...(counted === null ? [] : [{ text: counted }]), { text: anyOf(said as string[]), negated }];
}

/** The score from which a cell's rows count; those below a limit have none. */
function countedClause(words: ClauseWords, { column }: CellPlace, limits: Limits): string | null {
  return column === words.values.length ? null : thresholdClause(words, column, limitOf(limits, column));
}

function wholeCell(words: ClauseWords, place: CellPlace, limits: Limits): string | null {
  const clause = cellClause(words, place, limits);
  const counted = countedClause(words, place, limits);
  return clause === null || counted === null ? clause : `${clause} and ${counted}`;
}

/** The cells that picks are about; null where they are about something else. */
export function cellsOf(
  picks: readonly Picked[],
  sides: readonly ClauseWords[],
  limits: Limits,
): PickedCells | null {
  for (const { text, negated = false } of picks) {
    for (const [side, words] of sides.entries()) {
      const cells = partsOf(text).map((part) => placeOf(part, words, limits));
      if (cells.length > 0 && cells.every((place) => place !== null)) return { side, cells, negated };
    }
  }
  return null;
}

function placeOf(part: string, words: ClauseWords, limits: Limits): CellPlace | null {
  for (let row = 0; row < words.values.length; row++) {
    if (!part.startsWith(`${truthClause(words, row)} and `)) continue;
    for (let column = 0; column <= words.values.length; column++) {
      const place = { row, column };
      if (wholeCell(words, place, limits) === part || cellClause(words, place, limits) === part) return place;
    }
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
  const found = cellsOf(picks, sides, from);
  const words = found && sides[found.side];
  if (!found || !words) return [...picks];
  const before = cellPicks(words, found.cells, from, found.negated).map(({ text }) => text);
  const others = picks.filter(({ text }) => !before.includes(text));
  return [...others, ...cellPicks(words, found.cells, to, found.negated)];
}
