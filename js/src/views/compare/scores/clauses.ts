import type { SideExpressions } from "../../../evaluation/wire";

/** Clauses that a click in the scores writes, and the way back from a clause to what was clicked. */

/** A cell of the matrix; column k, one more than there are classes, is below the threshold. */
export interface CellPlace {
  row: number;
  column: number;
}

/** A cell, or with null for the other a whole row or a whole column. */
export interface MatrixPlace {
  row: number | null;
  column: number | null;
}

export function isCell(place: MatrixPlace): place is CellPlace {
  return place.row !== null && place.column !== null;
}

export function isSamePlace(a: MatrixPlace, b: MatrixPlace): boolean {
  return a.row === b.row && a.column === b.column;
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

/** Rows for which a class is predicted; null where no clause can say it. Where a score decides between two classes, what is
 * predicted depends on the limit. */
function predicts({ expressions, values }: ClauseWords, column: number, limits: Limits): string | null {
  const { prediction, prediction_values, predicted } = expressions;
  if (prediction !== null) return `${prediction} = ${(prediction_values ?? values)[column]}`;
  const condition = predicted?.[column];
  if (condition === undefined) return null;
  const decided = [...limits.byClass.values()][0] ?? limits.threshold;
  return `(${condition.replace("{t}", thresholdText(decided))})`;
}

/** A clause on the rows of one table alone. */
function within({ where }: SideExpressions, clause: string): string {
  return where === null ? clause : `${where} and ${clause}`;
}

/** Rows of one true class. */
export function truthClause({ expressions, values }: ClauseWords, row: number): string {
  return within(expressions, `${expressions.truth} = ${(expressions.truth_values ?? values)[row]}`);
}

/** Rows of a cell, a row or a column, at whatever score; for the last column those below the limits. Null where no clause can
 * say it. */
export function placeClause(words: ClauseWords, { row, column }: MatrixPlace, limits: Limits): string | null {
  const truth = row === null ? null : truthClause(words, row);
  if (column === null) return truth;
  const said = column < words.values.length ? predicts(words, column, limits) : belowClause(words, limits);
  if (said === null) return null;
  return truth === null ? within(words.expressions, said) : `${truth} and ${said}`;
}

function belowClause(words: ClauseWords, limits: Limits): string | null {
  const { score } = words.expressions;
  if (score === null) return null;
  const below = `${score} < ${thresholdText(limits.threshold)}`;
  if (limits.byClass.size === 0) return below;
  const said = [...limits.byClass].map(([column, limit]) => ({
    class: predicts(words, column, limits),
    limit: thresholdText(limit),
  }));
  const others = said.map((one) => `not (${one.class})`);
  const own = said.map((one) => `(${one.class} and ${score} < ${one.limit})`);
  return `((${[below, ...others].join(" and ")}) or ${own.join(" or ")})`;
}

/** The limit of a predicted class. */
export function limitOf({ threshold, byClass }: Limits, column: number): number {
  return byClass.get(column) ?? threshold;
}

/** Rows that a class is predicted for with enough of a score; null where all count, or the score decides the class. */
export function thresholdClause({ expressions }: ClauseWords, column: number, limit: number): string | null {
  const { score, of_class, predicted } = expressions;
  const decides = predicted?.some((condition) => condition.includes("{t}")) ?? false;
  const named = of_class?.[column] ?? score;
  return named === null || decides || limit <= 0 ? null : `${named} >= ${thresholdText(limit)}`;
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
  return named === null ? null : within(expressions, `${named} >= ${thresholdText(score)}`);
}

/** Rows of a calibration bin, the last of which has its upper end; null without a score that a clause can name. */
export function binClause(
  { expressions }: ClauseWords,
  low: number,
  high: number,
  isLast: boolean,
): string | null {
  const { score } = expressions;
  if (score === null) return null;
  const upTo = `${isLast ? "<=" : "<"} ${thresholdText(high)}`;
  return within(expressions, `${score} >= ${thresholdText(low)} and ${score} ${upTo}`);
}
