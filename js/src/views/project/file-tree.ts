/** The files of a version as lines of a tree of folders. */
import type { FileRow } from "../../project/wire";

export interface FolderLine {
  kind: "folder";
  key: string;
  level: number;
  isOpen: boolean;
  name: string;
  /** Files in it, and in the folders in it. */
  count: number;
  size: number;
}

export interface FileLine {
  kind: "file";
  key: string;
  level: number;
  name: string;
  file: FileRow;
}

export type FileTreeLine = FolderLine | FileLine;

interface Folder {
  path: string;
  name: string;
  folders: Map<string, Folder>;
  files: { name: string; file: FileRow }[];
  count: number;
  size: number;
}

const folderOf = (path: string, name: string): Folder => ({
  path,
  name,
  folders: new Map(),
  files: [],
  count: 0,
  size: 0,
});

/** The files in their folders. */
export function foldersOf(files: readonly FileRow[]): Folder {
  const root = folderOf("", "");
  for (const file of files) {
    const names = file.path.split("/");
    const last = names.pop() as string;
    let at = root;
    at.count += 1;
    at.size += file.size;
    for (const name of names) {
      const path = at.path ? `${at.path}/${name}` : name;
      const next = at.folders.get(name) ?? folderOf(path, name);
      at.folders.set(name, next);
      at = next;
      at.count += 1;
      at.size += file.size;
    }
    at.files.push({ name: last, file });
  }
  return root;
}

/** A folder opens by itself where it has no more than this in it. */
const FEW = 12;

/** Lines of what is unfolded: folders first, each with what is in it. */
export function fileLines(root: Folder, folds: ReadonlyMap<string, boolean>): FileTreeLine[] {
  const lines: FileTreeLine[] = [];
  const add = (folder: Folder, level: number) => {
    for (const inner of folder.folders.values()) {
      const key = `folder ${inner.path}`;
      const isOpen = folds.get(key) ?? inner.folders.size + inner.files.length <= FEW;
      const { name, count, size } = inner;
      lines.push({ kind: "folder", key, level, isOpen, name, count, size });
      if (isOpen) add(inner, level + 1);
    }
    for (const { name, file } of folder.files) {
      lines.push({ kind: "file", key: `file ${file.path}`, level, name, file });
    }
  };
  add(root, 1);
  return lines;
}

/** The file that is shown until one is chosen: the first table, else what stands at the top. */
export function firstFile(files: readonly FileRow[]): FileRow | undefined {
  const atTop = files.filter(({ path }) => !path.includes("/"));
  return files.find(({ kind }) => kind === "table") ?? atTop[0] ?? files[0];
}
