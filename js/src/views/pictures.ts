/** The chunk `pictures`: what opens from pictures and their classes, and pictures that are set against each other. */
export { ClassesPanel, styleInCells } from "./classes-panel";
export { ComparedViewer } from "./compare/pictures/compared-viewer";
export { onLaneKey } from "./compare/pictures/lane-hand";
export { PictureLanes } from "./compare/pictures/picture-lanes";
export { ImageViewer } from "./image-viewer";
export { ClassList, GroupList } from "./overlay-controls";
export { PictureSize } from "./picture-size";
