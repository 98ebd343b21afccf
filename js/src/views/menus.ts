/** The chunk `menus`: what opens from a button and is gone after a click. */
export { Menu } from "../controls/menu";
export { dragColumn } from "./column-drag";
export { ColumnMenu } from "./column-menu";
export { ColumnsPanel } from "./columns-panel";
export { copy } from "./copying";
