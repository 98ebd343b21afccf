/** The chunk `runs`: views of runs, which share their charts. */
import { RunRoot } from "./run/root";
import { WorkspaceRoot } from "./workspace/root";

export const roots = { run: RunRoot, workspace: WorkspaceRoot };
