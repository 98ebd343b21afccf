import { Icon, type IconName } from "../controls/icon";
import { formatCount } from "../format";
import { RunGlyph } from "../views/project/run-glyph";
import { counted } from "../views/project/words";
import { actionsOf, usePanel } from "./context";
import { Row } from "./row";
import { Section } from "./section";
import type { ProjectRow } from "./wire";

/** The projects of the store; the one that is shown is marked. */
export function Projects({ projects }: { projects: ProjectRow[] }) {
  const state = usePanel();
  return (
    <Section name="projects" title="Projects" count={formatCount(projects.length)}>
      {projects.map((project) => (
        <Row
          key={project.name}
          level="top"
          label={project.name}
          title={project.name}
          isCurrent={project.name === state.project.value}
          glyph={<Icon name={"folder" as IconName} size={14} />}
          end={<small>{counted(project.run_count, "run")}</small>}
          actions={actionsOf(state, { kind: "project" }, project.name)}
          onPick={() => state.chooseProject(project.name)}
        >
          <span class="dv-text">{project.name}</span>
          {project.is_live && (
            <span class="dv-sb-live" title="A run goes on">
              <RunGlyph state="running" />
            </span>
          )}
        </Row>
      ))}
    </Section>
  );
}
