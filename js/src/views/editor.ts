/** The chunk `editor`: what is typed as an expression. */
export { ExpressionField } from "./expression-field";
export { FilterEditor } from "./filter-editor";
