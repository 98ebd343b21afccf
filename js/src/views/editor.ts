/** The chunk `editor`: what is typed as an expression. */
export { FilterEditor } from "./filter-editor";
