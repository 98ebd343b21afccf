/**
 * The query language in the browser: the same texts, answers and sentences as `dsviz_widget/query`, for pages that no
 * kernel stands behind.
 */
export { type Compiled, compile, compileKey, failureInRow, isFailure, RowFailure } from "./compile";
export { type Column, type Kind, type KindName, kind, type Schema } from "./kinds";
export { isMongo } from "./language/parse";
export {
  compareValues,
  groupKey,
  Instant,
  isTrue,
  type ObjectValue,
  type Row,
  type Value,
} from "./values";
