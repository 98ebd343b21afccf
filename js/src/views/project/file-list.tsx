import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { MenuButton } from "../menu-button";
import { formatSize } from "../run/sizes";
import { FILE_ICONS, kindCounts, type ListedFile, matching } from "./file-filter";
import { type FileTreeLine, fileLines, foldersOf } from "./file-tree";
import { Marked, wordsOf } from "./marks";
import { TreeBox } from "./tree-box";
import { counted } from "./words";

interface FileListProps<F extends ListedFile> {
  files: readonly F[];
  /** Files that were left out. */
  more: number;
  chosen: F | undefined;
  onChoose(file: F): void;
  /** Between the field and the files. */
  top?: ComponentChildren;
  /** Before the size of a file. */
  markOf?(file: F): ComponentChildren;
  /** What a screen reader says of a file besides its name and size. */
  wordOf?(file: F): string;
}

/** Files in their folders, those that match what was typed; thousands are as fast as ten. */
export function FileList<F extends ListedFile>(props: FileListProps<F>) {
  const { files, more, chosen, onChoose, top, markOf, wordOf } = props;
  const folds = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const cursor = useSignal(`file ${chosen?.path ?? ""}`);
  const [text, setText] = useState("");
  const [kind, setKind] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const found = useMemo(() => matching(files, text, kind), [files, text, kind]);
  const isFiltered = found.length < files.length;
  const root = useMemo(() => foldersOf(found), [found]);
  const lines = useMemo(
    () => fileLines(root, folds.value, isFiltered ? Number.POSITIVE_INFINITY : undefined),
    [root, folds.value, isFiltered],
  );
  const words = isFiltered ? wordsOf(text) : [];
  const fold = ({ key }: FileTreeLine<F>, isOpen: boolean) => {
    folds.value = new Map(folds.peek()).set(key, isOpen);
  };
  const choose = (file: F) => {
    cursor.value = `file ${file.path}`;
    onChoose(file);
  };
  const type = (value: string) => {
    // What was folded by hand says nothing of another list of files.
    folds.value = new Map();
    setText(value);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key works wherever the focus is in the list
    <div
      class="dv-files-list"
      onKeyDown={(event) => {
        if (event.key !== "/" || event.defaultPrevented || event.target === field.current) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        field.current?.focus();
      }}
    >
      <FilterField
        field={field}
        text={text}
        onText={type}
        onDown={() => box.current?.focus()}
        onEnter={() => {
          const [first] = found;
          if (!first) return;
          choose(first);
          box.current?.focus();
        }}
      >
        <KindButton files={files} kind={kind} onKind={setKind} />
      </FilterField>
      {top}
      {lines.length > 0 ? (
        <TreeBox
          label="Files"
          box={box}
          lines={lines}
          heightOf={() => 28}
          cursor={cursor.value}
          onCursor={(key) => {
            cursor.value = key;
          }}
          selected={`file ${chosen?.path}`}
          fold={fold}
          pick={(line) => (line.kind === "folder" ? fold(line, !line.isOpen) : onChoose(line.file))}
          nameOf={(line) =>
            line.kind === "folder"
              ? `${line.name}, ${counted(line.count, "file")}, ${formatSize(line.size)}`
              : [line.name, formatSize(line.file.size), wordOf?.(line.file)].filter(Boolean).join(", ")
          }
          classOf={(line) =>
            line.kind === "file" && line.file.path === chosen?.path ? "is-file is-open" : `is-${line.kind}`
          }
        >
          {(line) => <Line line={line} words={words} mark={line.kind === "file" && markOf?.(line.file)} />}
        </TreeBox>
      ) : (
        <p class="dv-files-nothing">
          No file matches.{" "}
          <Button
            look="link"
            small
            label="Show all files"
            onClick={() => {
              type("");
              setKind(null);
              field.current?.focus();
            }}
          />
        </p>
      )}
      <p class="dv-files-foot" role="status">
        {isFiltered ? `${formatCount(found.length)} of ` : ""}
        {counted(files.length, "file")}, {formatSize(root.size)}
        {more > 0 && `; ${formatCount(more)} more are not listed`}
      </p>
    </div>
  );
}

interface FilterFieldProps {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  onText(text: string): void;
  onDown(): void;
  onEnter(): void;
  children: ComponentChildren;
}

function FilterField({ field, text, onText, onDown, onEnter, children }: FilterFieldProps) {
  return (
    <div class="dv-project-search dv-files-filter">
      <label>
        <Icon name="search" />
        <input
          ref={field}
          class="dv-field"
          type="search"
          aria-label="Filter files"
          placeholder="Filter files"
          title="Words of a path (/)"
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && text !== "") onText("");
            else if (event.key === "Escape" || event.key === "ArrowDown") onDown();
            else if (event.key === "Enter") onEnter();
            else {
              event.stopPropagation();
              return;
            }
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        {text === "" && <kbd>/</kbd>}
      </label>
      {text !== "" && <Button icon="close" small title="Clear the filter (Esc)" onClick={() => onText("")} />}
      {children}
    </div>
  );
}

interface KindButtonProps {
  files: readonly ListedFile[];
  kind: string | null;
  onKind(kind: string | null): void;
}

/** One kind of files alone. */
function KindButton({ files, kind, onKind }: KindButtonProps) {
  const kinds = useMemo(() => kindCounts(files), [files]);
  if (kinds.length < 2) return null;
  return (
    <MenuButton
      icon="filter"
      small
      pressed={kind !== null}
      title={kind === null ? "Show one kind of files" : `Only ${kind}: show another kind of files`}
      menu="Kind of files"
      items={() => [
        [
          {
            icon: "document" as const,
            label: "All kinds",
            note: formatCount(files.length),
            checked: kind === null,
            onPick: () => onKind(null),
          },
        ],
        kinds.map(([name, count]) => ({
          icon: FILE_ICONS[name] ?? ("document" as const),
          label: name,
          note: formatCount(count),
          checked: kind === name,
          onPick: () => onKind(name),
        })),
      ]}
    />
  );
}

interface LineProps<F extends ListedFile> {
  line: FileTreeLine<F>;
  words: readonly string[];
  mark: ComponentChildren;
}

function Line<F extends ListedFile>({ line, words, mark }: LineProps<F>) {
  const marginLeft = `${(line.level - 1) * 18}px`;
  if (line.kind === "folder") {
    return (
      <>
        <span class="dv-project-caret" style={{ marginLeft: `${(line.level - 1) * 18 - 6}px` }}>
          <Icon name={line.isOpen ? "down" : "right"} size={12} />
        </span>
        <Icon name="folder" />
        <span class="dv-text" title={line.name}>
          <Marked text={line.name} words={words} />
        </span>
        <small>{formatCount(line.count)}</small>
        <small class="dv-files-size">{formatSize(line.size)}</small>
      </>
    );
  }
  const { file } = line;
  return (
    <>
      <span class="dv-files-space" style={{ marginLeft }} />
      <Icon name={FILE_ICONS[file.kind] ?? "document"} />
      <span class="dv-text" title={file.path}>
        <Marked text={line.name} words={words} />
      </span>
      {file.is_reference && <Icon name="open" size={12} />}
      <span class="dv-files-size">
        {mark}
        <small>{formatSize(file.size)}</small>
      </span>
    </>
  );
}
