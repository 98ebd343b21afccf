/** The chunk `media`: cells and viewers of media, and what draws each kind of them. */
export { MediaViewer } from "../views/media/media-viewer";
export { onCellKey } from "./cell-keys";
export { MediaStills } from "./media-cell";

import "./sound-still";
import "./video-medium";
import "./html-medium";
