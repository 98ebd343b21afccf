import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { NOTHING } from "../../project/wire";
import { LazyMenu } from "../lazy-menus";
import { ProjectPage } from "./project-page";
import { useProject } from "./project-state";

/** Which project and store this is, and whether Python listens. */
export function TreeFoot() {
  const state = useProject();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const [isPageOpen, setPageOpen] = useState(false);
  const page = useRef<HTMLButtonElement>(null);
  const listing = state.listing.value;
  const failure = state.failure.value;
  if (!listing) return null;
  const { project, store, store_short, projects, problems, is_writable, is_page } = listing;
  const place = is_page ? `${project}, ${store}` : `${project} in ${store}`;
  return (
    <footer class="dv-project-foot">
      {failure !== null && (
        <p class="dv-project-problem" role="alert">
          {failure} <Button look="link" small label="Try again" onClick={() => void state.load()} />
        </p>
      )}
      {problems.map((problem) => (
        <p key={problem} class="dv-project-problem" role="status">
          <Icon name="warning" size={12} /> {problem}
        </p>
      ))}
      <div>
        {projects.length > 1 ? (
          <Button
            small
            caret
            buttonRef={button}
            label={<b class="dv-text">{project}</b>}
            title={`Project ${place}: show another one`}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          />
        ) : (
          <b class="dv-text" title={place}>
            {project}
          </b>
        )}
        <span class="dv-text dv-project-store" title={store}>
          {store_short}
        </span>
        {!is_writable && (
          <span
            class="dv-tag"
            title={is_page ? "Names, aliases and tags are changed in the notebook" : undefined}
          >
            read-only
          </span>
        )}
        <span role="status">{state.channel.isBusy.value && "Kernel busy"}</span>
        {!is_page && (
          <Button
            small
            buttonRef={page}
            icon="export"
            title="Write as an HTML page"
            aria-expanded={isPageOpen}
            onClick={() => setPageOpen(!isPageOpen)}
          />
        )}
      </div>
      {isPageOpen && <ProjectPage anchor={page} onClose={() => setPageOpen(false)} />}
      {isOpen && (
        <LazyMenu
          anchor={button}
          label="Projects"
          onClose={() => setOpen(false)}
          groups={[
            projects.map((name) => ({
              icon: "bookmark" as const,
              label: name,
              checked: name === project,
              onPick: () => {
                state.open(NOTHING);
                state.find.value = "";
                state.project.value = name;
              },
            })),
          ]}
        />
      )}
    </footer>
  );
}
