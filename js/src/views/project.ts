/** The chunk `project`: artifacts, runs and saved views of a project, and what is open of them. */
import { ProjectRoot } from "./project/root";

export const roots = { project: ProjectRoot };
