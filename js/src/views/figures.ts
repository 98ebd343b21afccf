/** The chunk `figures`: what is said of many rows at once, in the heads of columns and in groups. */
export { onHeadKey } from "./brush-keys";
export { Groups } from "./groups";
export { HeadSummary, pickClass } from "./head-summary";
export { chosenValues, pickValue } from "./value-clauses";
