/** The typed tree: what every part of an expression is once the schema is known, and what computes it. */
import type { Span } from "./errors";
import type { Kind } from "./kinds";
import type { Row, Value } from "./values";

/** What an expression sees while it is computed: the row, and the values that operators bind, by level. */
export interface Frame {
  row: Row;
  bound: Value[];
}

/** What is certain of a part on every row. */
export interface Facts {
  /** Whether it may be null because cells are empty. */
  readonly nullable: boolean;
  /** Whether it may be NaN. */
  readonly nan: boolean;
  /** Whether it is neither NaN nor infinite. */
  readonly finite: boolean;
  /** Whether it may be null because MongoDB would stop with an error on that row. */
  readonly raises: boolean;
}

/** One part of an expression that fits a schema. */
export interface Node {
  readonly span: Span;
  readonly kind: Kind;
  /** The value on a row; throws a `RowStop` where MongoDB stops with an error. */
  readonly run: (frame: Frame) => Value;
  /** What is certain of it; without them it may be empty. */
  readonly facts?: Facts;
  /** Whether it is a constant, a column or a bound value, or a path into one: read as often as it is named. */
  readonly isSimple?: boolean;
  /** Whether it is a constant that the text holds. */
  readonly isLiteral?: boolean;
  /** Of a constant. */
  readonly value?: Value;
  /** Of a list that is written out. */
  readonly items?: readonly Node[];
  /** Of an object that is written out. */
  readonly fields?: readonly (readonly [string, Node])[];
}

/** Something legal that is probably not meant. */
export interface Notice {
  readonly message: string;
  readonly at: Span;
}
