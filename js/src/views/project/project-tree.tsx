import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { formatSize } from "../run/sizes";
import { Marked, wordsOf } from "./marks";
import { useProject } from "./project-state";
import { RunGlyph } from "./run-glyph";
import { SearchField } from "./search-field";
import { ActingForms, formOfKey, LineActs, useActing } from "./tree-acts";
import { TreeBox } from "./tree-box";
import { TreeFoot } from "./tree-foot";
import { outerLines, type TreeLine } from "./tree-lines";
import { TreeSaid } from "./tree-said";
import {
  artifactIcon,
  counted,
  exactTime,
  fittingNames,
  hasRows,
  latestFirst,
  lineKey,
  shortAge,
} from "./words";

/** Types with their artifacts and versions, runs, and saved views; and the way to find one. */
export function ProjectTree({ onPick }: { onPick(): void }) {
  const state = useProject();
  const box = useRef<HTMLDivElement>(null);
  const acting = useActing();
  const top = useSignal("");
  const lines = state.lines.value;
  const find = state.find.value.trim();
  const isFound = state.found.value !== null;
  const pick = (line: TreeLine) => {
    if (open(state, line)) onPick();
  };
  return (
    <nav class="dv-project-tree" aria-label="Artifacts and runs">
      <SearchField
        onDown={() => box.current?.focus()}
        onEnter={() => {
          const first = lines.find(isFind);
          if (!first) return;
          state.cursor.value = first.key;
          box.current?.focus();
          if (first.kind !== "artifact") pick(first);
          else if (openNewest(state, first)) onPick();
        }}
      />
      <div class="dv-project-heads" aria-hidden="true">
        <Around lines={lines} top={top.value} box={box} />
        {lines.some(({ kind }) => kind === "type") && (
          <>
            <span>rows</span>
            <span>size</span>
            <span>age</span>
          </>
        )}
      </div>
      {lines.length > 0 && (
        <TreeBox
          label="Artifacts, runs and saved views"
          box={box}
          lines={lines}
          heightOf={({ level }) => (level === 1 ? 32 : 28)}
          cursor={state.cursor.value}
          onCursor={(key) => {
            state.cursor.value = key;
          }}
          selected={lineKey(state.opened.value)}
          fold={({ key }, isOpen) => state.fold(key, isOpen)}
          pick={pick}
          onKey={(event, line) => {
            const form = state.listing.peek()?.is_writable ? formOfKey(event, line) : null;
            if (form !== null) {
              state.cursor.value = line.key;
              acting.value = { line, form };
              return true;
            }
            if (event.key.toLowerCase() !== "c" || line.kind !== "version" || line.version.problem)
              return false;
            compare(state, line);
            return true;
          }}
          nameOf={nameOf}
          onTop={(line) => {
            top.value = line?.key ?? "";
          }}
          act={(line) => (
            <LineActs line={line} acting={acting}>
              {line.kind === "version" && line.version.problem === null && <CompareAct line={line} />}
            </LineActs>
          )}
          classOf={(line) => `is-${line.kind} ${line.key === lineKey(state.opened.value) ? "is-open" : ""}`}
        >
          {(line) => <Line line={line} words={isFound ? wordsOf(state.foundText.value) : []} />}
        </TreeBox>
      )}
      {isFound && lines.length === 0 && (
        <p class="dv-project-none">
          Nothing is called “{find}”: no artifact, alias, tag, run or view.
          <Button
            look="link"
            small
            label="Clear the search"
            onClick={() => {
              state.find.value = "";
            }}
          />
        </p>
      )}
      <ActingForms acting={acting} box={box} />
      <TreeSaid />
      <TreeFoot />
    </nav>
  );
}

interface AroundProps {
  lines: readonly TreeLine[];
  top: string;
  box: RefObject<HTMLDivElement | null>;
}

/** What the first line in sight is inside of, once that is scrolled away; pressing it leads there. */
function Around({ lines, top, box }: AroundProps) {
  const state = useProject();
  const around = outerLines(
    lines,
    lines.findIndex(({ key }) => key === top),
  );
  const last = around.at(-1);
  if (!last) return null;
  const words = around.map((line) =>
    line.kind === "type" ? line.type : line.kind === "artifact" ? line.artifact.name : nameOf(line),
  );
  return (
    <button
      type="button"
      class="dv-text"
      tabIndex={-1}
      title={`${words.join(" / ")}: go there`}
      onClick={() => {
        state.cursor.value = last.key;
        box.current?.focus();
      }}
    >
      {words.join(" / ")}
    </button>
  );
}

type State = ReturnType<typeof useProject>;

/** Whether a line is what was looked for, and not what it stands under. */
const isFind = ({ kind, isOpen }: TreeLine): boolean =>
  ["version", "run", "saved_view"].includes(kind) || (kind === "artifact" && !isOpen);

/** Open the newest version of an artifact; one that has none shows what it has. */
function openNewest(state: State, line: TreeLine & { kind: "artifact" }): boolean {
  const { name } = line.artifact;
  const version = state.versionsOf(name)[0];
  if (version === undefined) state.fold(line.key, true);
  else state.open({ kind: "version", name, version });
  return version !== undefined;
}

/** What a click on a line does; true where it opened a page. */
function open(state: State, line: TreeLine): boolean {
  switch (line.kind) {
    case "version":
    case "deleted":
      state.open({ kind: "version", name: line.artifact.name, version: line.version.version });
      return true;
    case "run":
      state.open({ kind: "run", id: line.run.id });
      return true;
    case "saved_view":
      state.open({ kind: "saved_view", name: line.view.name });
      return true;
    case "runs":
      if (line.count === 0 || state.opened.peek().kind === "runs") state.fold(line.key, !line.isOpen);
      else {
        state.fold(line.key, true);
        state.open({ kind: "runs" });
        return true;
      }
      return false;
    case "older":
      void state.showOlder(line.artifact.name);
      return false;
    case "more-runs":
      void state.showMoreRuns();
      return false;
    case "note":
      return false;
    default:
      state.fold(line.key, !line.isOpen);
      return false;
  }
}

function compare(state: State, line: TreeLine & { kind: "version" }): void {
  const { name } = line.artifact;
  const other = state.otherSide(name, line.version.version);
  if (other !== null) state.compare(name, [other, line.version.version]);
}

function nameOf(line: TreeLine): string {
  switch (line.kind) {
    case "type":
      return `${line.type}, ${counted(line.count, "artifact")}`;
    case "artifact":
      return `${line.artifact.name}, ${counted(line.artifact.version_count, "version")}`;
    case "version": {
      const { version, aliases, rows, size, created_at } = line.version;
      const facts = [
        `v${version}`,
        ...latestFirst(aliases),
        rows === null ? "" : counted(rows, "row"),
        formatSize(size),
        shortAge(created_at, Date.now()),
      ];
      return facts.filter(Boolean).join(", ");
    }
    case "deleted":
      return `v${line.version.version}, deleted`;
    case "older":
      return `${formatCount(line.count)} older`;
    case "runs":
      return `runs, ${formatCount(line.count)}`;
    case "run":
      return `${line.run.name}, ${line.run.state}, ${shortAge(line.run.created_at, Date.now())}`;
    case "more-runs":
      return counted(line.count, "more run");
    case "views":
      return `saved views, ${formatCount(line.count)}`;
    case "saved_view":
      return `${line.view.name}, a view of ${line.view.table}`;
    case "note":
      return line.text;
  }
}

interface LineProps {
  line: TreeLine;
  words: readonly string[];
}

function Line({ line, words }: LineProps) {
  switch (line.kind) {
    case "type":
      return <Head isOpen={line.isOpen} text={line.type} count={line.count} words={words} />;
    case "runs":
      return <Head isOpen={line.isOpen} text="runs" count={line.count} words={[]} foldKey="runs" />;
    case "views":
      return <Head isOpen={line.isOpen} text="saved views" count={line.count} words={[]} />;
    case "artifact": {
      const { name, type, version_count, problem } = line.artifact;
      return (
        <>
          <Caret isOpen={line.isOpen} />
          <Icon name={problem ? "warning" : artifactIcon(type, hasRows(line.artifact))} />
          <span class="dv-text" title={problem ?? name}>
            <Marked text={name} words={words} />
          </span>
          <small>{counted(version_count, "version")}</small>
        </>
      );
    }
    case "version":
      return <Version line={line} words={words} />;
    case "deleted":
      return (
        <>
          <s class="dv-text">v{line.version.version}</s>
          <small>deleted</small>
        </>
      );
    case "older":
      return <span class="dv-text">{formatCount(line.count)} older</span>;
    case "more-runs":
      return <span class="dv-text">{formatCount(line.count)} more</span>;
    case "note":
      return <span class="dv-text">{line.text}</span>;
    case "run": {
      const { name, state, created_at, problem } = line.run;
      return (
        <>
          <RunGlyph state={state} />
          <span class="dv-text" title={problem ?? name}>
            <Marked text={name} words={words} />
          </span>
          <i class="dv-grow" />
          <span class="dv-project-age" title={exactTime(created_at)}>
            {shortAge(created_at, Date.now())}
          </span>
        </>
      );
    }
    case "saved_view":
      return (
        <>
          <Icon name="bookmark" />
          <span class="dv-text" title={line.view.name}>
            <Marked text={line.view.name} words={words} />
          </span>
          <small class="dv-text" title={line.view.table}>
            {line.view.table.split("/").at(-1)}
          </small>
        </>
      );
  }
}

function Caret({ isOpen }: { isOpen: boolean | undefined }) {
  return (
    <span class="dv-project-caret">
      <Icon name={isOpen ? "down" : "right"} size={12} />
    </span>
  );
}

interface HeadProps {
  isOpen: boolean | undefined;
  text: string;
  count: number;
  words: readonly string[];
  /** Of a line that a click opens: the arrow alone folds it. */
  foldKey?: string;
}

function Head({ isOpen, text, count, words, foldKey }: HeadProps) {
  const state = useProject();
  return (
    <>
      {foldKey ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: the tree's arrow keys fold, too
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
        <span
          class="dv-project-caret"
          onClick={(event) => {
            event.stopPropagation();
            state.cursor.value = foldKey;
            state.fold(foldKey, !isOpen);
          }}
        >
          <Icon name={isOpen ? "down" : "right"} size={12} />
        </span>
      ) : (
        <Caret isOpen={isOpen} />
      )}
      <b class="dv-text">
        <Marked text={text} words={words} />
      </b>
      <small>{formatCount(count)}</small>
    </>
  );
}

/** Letters of aliases that a line has room for: with a number of rows, and without. */
const NARROW = 12;
const WIDE = 20;

function Version({ line, words }: LineProps & { line: TreeLine & { kind: "version" } }) {
  const { version } = line;
  const problem = version.problem;
  const aliases = latestFirst(version.aliases);
  // While something is looked for, all that may have been found is shown.
  const shown = words.length > 0 ? aliases : fittingNames(aliases, version.rows === null ? WIDE : NARROW);
  return (
    <>
      <span class={`dv-project-name ${version.rows === null ? "is-wide" : ""}`} title={problem ?? undefined}>
        {problem && <Icon name="warning" size={12} />}
        <span>
          <Marked text={`v${version.version}`} words={words} />
        </span>
        {shown.map((alias) => (
          <span key={alias} class={`dv-tag ${alias === "latest" ? "is-latest" : ""}`} title={alias}>
            <Marked text={alias} words={words} />
          </span>
        ))}
        {aliases.length > shown.length && (
          <small title={aliases.join(", ")}>+{aliases.length - shown.length}</small>
        )}
        {words.length > 0 &&
          version.tags.map((tag) => (
            <span key={`tag ${tag}`} class="dv-tag is-quiet">
              <Marked text={tag} words={words} />
            </span>
          ))}
      </span>
      {version.rows !== null && <span>{formatCount(version.rows)}</span>}
      <span>{formatSize(version.size)}</span>
      <span title={exactTime(version.created_at)}>{shortAge(version.created_at, Date.now())}</span>
    </>
  );
}

/** The way to set a version beside another one. */
function CompareAct({ line }: { line: TreeLine & { kind: "version" } }) {
  const state = useProject();
  const { artifact, version } = line;
  const other = state.otherSide(artifact.name, version.version);
  if (other === null) return null;
  return (
    <Button
      small
      look="line"
      icon="compare"
      label={`Compare with v${other}`}
      title={`Set v${version.version} and v${other} beside each other (C)`}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        compare(state, line);
      }}
    />
  );
}
