/** The chunk `pictures`: what opens from pictures and their classes. */
export { ClassesPanel, styleInCells } from "./classes-panel";
export { ImageViewer } from "./image-viewer";
export { ClassList, GroupList } from "./overlay-controls";
export { PictureSize } from "./picture-size";
