/** The chunk `compare`: several tables in one view, row by row, in groups, and by their scores. */
import { CompareRoot } from "./compare/root";

export const roots = { compare: CompareRoot };
