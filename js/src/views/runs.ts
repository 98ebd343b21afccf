/** The chunk `runs`: views of runs, which share their charts. */
import { RunRoot } from "./run/root";

export const roots = { run: RunRoot };
