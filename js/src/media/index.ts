/** The chunk `media`: cells and viewers of media, and what draws each kind of them. */
export { ComparedMedia } from "../views/media/compared-media";
export { MediaViewer } from "../views/media/media-viewer";
export { onCellKey } from "./cell-keys";
export { MediaStills } from "./media-cell";
/** Here for the chunks that stand on this one. */
export { MenuChoice } from "./menu-choice";

import "./html-medium";
import "./video-medium";
import "./sound-still";
import "./picture";
import "./solid-medium";
import "./figure-medium";
import "./vega-medium";
import "./molecule-medium";
