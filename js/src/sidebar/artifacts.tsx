import { Icon, type IconName } from "../controls/icon";
import { formatCount } from "../format";
import { Marked } from "../views/project/marks";
import { artifactIcon, counted, exactTime, shortAge, versionName } from "../views/project/words";
import { actionsOf, usePanel } from "./context";
import { Row } from "./row";
import { Nothing, Section } from "./section";
import { refusedTick } from "./tick-words";
import { tickKey } from "./ticks";
import type { ArtifactRow, Look, VersionRow } from "./wire";
import { versionValue } from "./words";

/** The artifacts of the project; an open one lists its versions. */
export function Artifacts({ look, nowMs }: { look: Look; nowMs: number }) {
  const hidden = look.artifact_count - look.artifacts.length;
  return (
    <Section name="artifacts" title="Artifacts" count={formatCount(look.artifact_count)}>
      {look.artifact_count === 0 && <Nothing>No artifact yet. What a run logs shows up here.</Nothing>}
      {look.artifacts.map((artifact) => (
        <ArtifactLines
          key={artifact.name}
          artifact={artifact}
          versions={look.versions[artifact.name]}
          nowMs={nowMs}
          project={look.project}
        />
      ))}
      {hidden > 0 && <Nothing>{`${formatCount(hidden)} more artifacts. Search for them by name.`}</Nothing>}
    </Section>
  );
}

interface ArtifactLinesProps {
  artifact: ArtifactRow;
  /** Undefined until they have come. */
  versions: VersionRow[] | undefined;
  nowMs: number;
  project: string;
}

function ArtifactLines({ artifact, versions, nowMs, project }: ArtifactLinesProps) {
  const state = usePanel();
  const { name, type, version_count } = artifact;
  const isOpen = state.openArtifacts.value.has(name);
  const hidden = version_count - (versions?.length ?? 0);
  return (
    <>
      <Row
        level="artifact"
        label={name}
        title={artifact.problem ?? `${name}, ${type}`}
        isOpen={isOpen}
        glyph={<Icon name={artifactIcon(type, artifact.has_rows) as IconName} size={14} />}
        end={<small>{isOpen ? type : counted(version_count, "version")}</small>}
        actions={actionsOf(state, { kind: "artifact", name }, project)}
        onPick={() => state.toggleArtifact(name)}
      >
        <span class="dv-text">{name}</span>
      </Row>
      {isOpen &&
        (versions?.map((version) => (
          <VersionLine
            key={version.version}
            version={version}
            name={name}
            nowMs={nowMs}
            project={project}
            level="version"
            words={[]}
          />
        )) ?? (
          <li class="dv-sb-row is-version" aria-busy="true">
            <span class="dv-skeleton" />
          </li>
        ))}
      {isOpen && versions && hidden > 0 && (
        <Nothing>{`${formatCount(hidden)} older ones. Open ${name} to see them.`}</Nothing>
      )}
    </>
  );
}

interface VersionLineProps {
  version: VersionRow;
  name: string;
  /** Given where the row stands alone: then it has an icon, and its name in full. */
  type?: string;
  nowMs: number;
  project: string;
  level: "version" | "item";
  /** What was searched for. */
  words: readonly string[];
}

/** One version: a tick, its number, where it is the latest, its rows, its age. */
export function VersionLine(props: VersionLineProps) {
  const { version, name, type, nowMs, project, level, words } = props;
  const state = usePanel();
  const title = versionName(name, version.version);
  const tick = {
    kind: "version" as const,
    name,
    version: version.version,
    created_at: version.created_at,
    note: versionValue(version),
  };
  const isOn = state.ticks.value.some((other) => tickKey(other) === tickKey(tick));
  const isElsewhere = project !== state.project.value;
  return (
    <Row
      level={level}
      label={title}
      words={[title, ...(version.problem === null ? [] : ["cannot be read"]), ...version.aliases].join(" ")}
      title={version.problem ?? `${title}, ${exactTime(version.created_at)}`}
      tick={{
        isOn,
        refused: version.problem ?? refusedTick(state.ticks.value, isOn, isElsewhere),
        onTick: () => state.tick(tick),
      }}
      glyph={
        type !== undefined && <Icon name={artifactIcon(type, version.rows !== null) as IconName} size={14} />
      }
      end={
        version.problem === null && (
          <>
            {type === undefined && <span class="dv-sb-value">{versionValue(version)}</span>}
            <small class="dv-sb-age">{shortAge(version.created_at, nowMs)}</small>
          </>
        )
      }
      actions={actionsOf(state, { kind: "version", name, version: version.version }, project)}
    >
      <span class="dv-text">
        <Marked text={type === undefined ? `v${version.version}` : title} words={words} />
      </span>
      {/* Spaces are for whoever hears the row; nobody sees them. */}
      {version.problem !== null && <span class="dv-sb-problem"> cannot be read</span>}
      {version.aliases.map((alias) => (
        <span key={alias} class={`dv-sb-alias ${alias === "latest" ? "is-latest" : ""}`}>
          {" "}
          {alias}
        </span>
      ))}
    </Row>
  );
}
