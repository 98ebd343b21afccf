import type { ProjectListing } from "../../project/wire";
import { CodeLine } from "./code-line";

/** A project that has nothing yet: where it is, and what to write so that it has. */
export function NothingLogged({ listing: { project, store } }: { listing: ProjectListing }) {
  return (
    <div class="dv-project-empty">
      <h3>Nothing is logged in {project} yet</h3>
      <p>
        Artifacts, runs and saved views appear here with the first of them. The store is <code>{store}</code>.
      </p>
      <CodeLine code={`run = wandb.init(project=${JSON.stringify(project)})`} />
    </div>
  );
}
