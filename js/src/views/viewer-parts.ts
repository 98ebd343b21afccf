/** The chunk `viewer`, which those of viewers and runs stand on: what is around anything open, and what they share. */
import "./run/run-icons";

export { cssColors, onThemeChange } from "../charts/css-colors";
export { Slider } from "../controls/slider";
export { TabStrip } from "../controls/tab-strip";
export { useFade } from "../controls/use-fade";
export { gather } from "../gather";
export { FilmFrames } from "./film-frames";
export { barPath, binAt, densities, outlinePath, sharedAxis, spread } from "./histogram-shape";
export { binWords, histogramWords } from "./histogram-words";
export { MenuButton } from "./menu-button";
export { NumberField } from "./number-field";
export { useOpenRow } from "./open-row";
export { RowBar } from "./row-bar";
export { RowValues } from "./row-values";
export { formatSize } from "./run/sizes";
export { SaveFile } from "./save-file";
export { useRoom } from "./use-room";
export { Hint, HintLine } from "./viewer-hint";
export { changes, commonItems, differing } from "./word-diff";
