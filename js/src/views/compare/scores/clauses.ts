import type { SideExpressions } from "../../../evaluation/wire";

/** Clauses that a click in the scores writes, and the way back from a clause to what was clicked. */

/** A cell of the matrix; column k, one more than there are classes, is below the threshold. */
export interface CellPlace {
  row: number;
  column: number;
}

/** From which score rows count: one limit for all, and those of single classes by index. */
export interface Limits {
  threshold: number;
  byClass: ReadonlyMap<number, number>;
}

/** What a clause is about: how to name columns, and how the classes are written. */
export interface ClauseWords {
  expressions: SideExpressions;
  /** Literals, ready to stand in a clause. */
  values: readonly string[];
}

/** A threshold as people write it: two digits, and more only where it has more. */
export function thresholdText(value: number): string {
  const short = value.toFixed(2);
  return Number(short) === value ? short : String(value);
}

function predicts({ expressions, values }: ClauseWords, column: number): string {
  const { prediction, predicted } = expressions;
  return prediction === null ? `(${predicted?.[column]})` : `${prediction} = ${values[column]}`;
}

/** Rows of one true class. */
export function truthClause({ expressions, values }: ClauseWords, row: number): string {
  return `${expressions.truth} = ${values[row]}`;
}

/** Rows of one cell, at whatever score; for the last column those below the limits. */
export function cellClause(words: ClauseWords, place: CellPlace, limits: Limits): string {
  const truth = truthClause(words, place.row);
  if (place.column < words.values.length) return `${truth} and ${predicts(words, place.column)}`;
  return `${truth} and ${belowClause(words, limits)}`;
}

function belowClause(words: ClauseWords, { threshold, byClass }: Limits): string {
  const { score } = words.expressions;
  const below = `${score} < ${thresholdText(threshold)}`;
  if (byClass.size === 0) return below;
  const own = [...byClass].map(
    ([column, limit]) => `(${predicts(words, column)} and ${score} < ${thresholdText(limit)})`,
  );
  const others = [...byClass.keys()].map((column) => `not (${predicts(words, column)})`);
  return `((${[below, ...others].join(" and ")}) or ${own.join(" or ")})`;
}

/** The limit of a predicted class. */
export function limitOf({ threshold, byClass }: Limits, column: number): number {
  return byClass.get(column) ?? threshold;
}

/** Rows whose score counts; null where there are no scores, or all count. */
export function thresholdClause({ expressions }: ClauseWords, limit: number): string | null {
  return expressions.score === null || limit <= 0 ? null : `${expressions.score} >= ${thresholdText(limit)}`;
}

/** Several picks in one clause. */
export function anyOf(clauses: readonly string[]): string {
  return clauses.length === 1 ? (clauses[0] as string) : clauses.map((text) => `(${text})`).join(" or ");
}

/** The picks in a clause that `anyOf` made. */
export function partsOf(text: string): string[] {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1).split(") or (") : [text];
}

/** Rows from a score on, as a point of a curve says. */
export function curveClause({ expressions }: ClauseWords, column: number, score: number): string | null {
  const named = expressions.of_class?.[column] ?? null;
  return named === null ? null : `${named} >= ${thresholdText(score)}`;
}

/** Rows of a calibration bin; the last one has its upper end. */
export function binClause(score: string, low: number, high: number, isLast: boolean): string {
  return `${score} >= ${thresholdText(low)} and ${score} ${isLast ? "<=" : "<"} ${thresholdText(high)}`;
}
