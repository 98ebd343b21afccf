/** The chunk `menus`: what opens from a button and is gone after a click. */
export { Menu } from "../controls/menu";
export { dragColumn } from "./column-drag";
export { ColumnMenu } from "./column-menu";
export { fitColumn, stepColumn } from "./column-moves";
export { ColumnsPanel } from "./columns-panel";
export { copy } from "./copying";
export { tickAll, tickRange } from "./ticked-ranges";
