/** The chunk `menus`: what opens from a button and is gone after a click. */
export { Menu } from "../controls/menu";
export { dragColumn } from "./column-drag";
export { ColumnMenu } from "./column-menu";
export { fitColumn, stepColumn } from "./column-moves";
export { ColumnsPanel } from "./columns-panel";
export { copy, copyText } from "./copying";
export { ExportButton } from "./export-button";
export { ExportPanel } from "./export-panel";
export { MoreButton } from "./more-button";
export { PagePanel } from "./page-panel";
export { SavedViewButton } from "./saved-view-button";
export { tickAll, tickLate, tickRange } from "./ticked-ranges";
