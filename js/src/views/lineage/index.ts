/** The chunk `lineage`: runs and versions as a graph, and what lays it out. */
import { LineageRoot } from "./root";

export { Lineage } from "./lineage";
export { freshLineageOptions } from "./lineage-state";

export const roots = { lineage: LineageRoot };
