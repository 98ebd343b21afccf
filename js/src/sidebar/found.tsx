import { Icon, type IconName } from "../controls/icon";
import { formatCount } from "../format";
import { Marked, wordsOf } from "../views/project/marks";
import { VersionLine } from "./artifacts";
import { actionsOf, usePanel } from "./context";
import { Row } from "./row";
import { RunLine } from "./runs";
import { Nothing } from "./section";
import type { Found as FoundHere, SearchAnswer } from "./wire";

/** What a search found, of each kind, in each project that has any. */
export function FoundList({ answer, nowMs }: { answer: SearchAnswer; nowMs: number }) {
  const { search, look, project } = usePanel();
  const text = search.value.trim();
  const words = wordsOf(text);
  return (
    <>
      {answer.found.map((found) => (
        <FoundIn
          key={found.project}
          found={found}
          text={text}
          words={words}
          nowMs={nowMs}
          metric={look.value?.key ?? ""}
          isHere={found.project === project.value}
        />
      ))}
    </>
  );
}

interface FoundInProps {
  found: FoundHere;
  text: string;
  words: readonly string[];
  nowMs: number;
  metric: string;
  /** Whether it is the project that is shown. */
  isHere: boolean;
}

function FoundIn({ found, text, words, nowMs, metric, isHere }: FoundInProps) {
  const state = usePanel();
  const { project, counts } = found;
  const parts = [
    {
      title: "Artifacts",
      count: counts.versions,
      nothing: `No artifact, alias or tag contains “${text}”.`,
      rows: found.versions.map((version) => (
        <VersionLine
          key={`${version.name}:v${version.version}`}
          version={version}
          name={version.name}
          type={version.type}
          nowMs={nowMs}
          project={project}
          level="item"
          words={words}
        />
      )),
    },
    {
      title: "Runs",
      count: counts.runs,
      nothing: `No run, group or tag contains “${text}”.`,
      rows: found.runs.map((run) => (
        <RunLine key={run.id} run={run} metric={metric} nowMs={nowMs} project={project} words={words} />
      )),
    },
    {
      title: "Saved views",
      count: counts.views,
      nothing: `No saved view contains “${text}”.`,
      rows: found.views.map((view) => (
        <Row
          key={view.name}
          level="artifact"
          label={view.name}
          title={view.table ? `${view.name}, of ${view.table}` : view.name}
          glyph={<Icon name={"star" as IconName} size={14} />}
          actions={actionsOf(state, { kind: "view", name: view.name }, project)}
        >
          <span class="dv-text">
            <Marked text={view.name} words={words} />
          </span>
        </Row>
      )),
    },
  ];
  return (
    <>
      {!isHere && (
        <li class="dv-sb-other">
          <Icon name={"folder" as IconName} size={14} />
          <span class="dv-text">{project}</span>
        </li>
      )}
      {parts
        .filter(({ count }) => isHere || count > 0)
        .map(({ title, count, nothing, rows }) => (
          <li key={title} class="dv-sb-section">
            <div class="dv-sb-head is-found">
              <b>{title}</b>
              <small>{count === 0 ? "none" : `${formatCount(count)} found`}</small>
            </div>
            <ul aria-label={title}>
              {count === 0 ? <Nothing>{nothing}</Nothing> : rows}
              {rows.length < count && (
                <Nothing>{`The first ${formatCount(rows.length)}. Type more to see the others.`}</Nothing>
              )}
            </ul>
          </li>
        ))}
    </>
  );
}
