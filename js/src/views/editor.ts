/** The chunk `editor`: the sentence of the query, and what is typed as an expression. */

export { DerivedForm } from "./derived-form";
export { Example } from "./example";
export { ExpressionField } from "./expression-field";
export { FilterEditor } from "./filter-editor";
export { KeyEditor } from "./key-editor";
export { Sentence } from "./sentence";
export { WhyEmpty } from "./why-empty";
