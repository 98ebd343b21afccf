/** The chunk `viewer`: what is around anything that is open on the whole of a view, and the chunks of viewers stand on. */
export { FilmFrames } from "./film-frames";
export { useOpenRow } from "./open-row";
export { RowBar } from "./row-bar";
export { RowValues } from "./row-values";
export { useRoom } from "./use-room";
export { Hint, HintLine } from "./viewer-hint";
