/** The chunk `menus`: what opens from a button and is gone after a click. */
export { Menu } from "../controls/menu";
export { ColumnMenu } from "./column-menu";
export { ColumnsPanel } from "./columns-panel";
