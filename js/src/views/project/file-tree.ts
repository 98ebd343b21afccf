/** The files of a version as lines of a tree of folders. */
/** A file as far as the tree goes by it. */
export interface TreeFile {
  path: string;
  size: number;
}

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

export interface FileLine<F extends TreeFile> {
  kind: "file";
  key: string;
  level: number;
  name: string;
  file: F;
}

export type FileTreeLine<F extends TreeFile> = FolderLine | FileLine<F>;

interface Folder<F extends TreeFile> {
  path: string;
  name: string;
  folders: Map<string, Folder<F>>;
  files: { name: string; file: F }[];
  count: number;
  size: number;
}

const folderOf = <F extends TreeFile>(path: string, name: string): Folder<F> => ({
  path,
  name,
  folders: new Map(),
  files: [],
  count: 0,
  size: 0,
});

/** The files in their folders. */
export function foldersOf<F extends TreeFile>(files: readonly F[]): Folder<F> {
  const root = folderOf<F>("", "");
  for (const file of files) {
    const names = file.path.split("/");
    const last = names.pop() as string;
    let at = root;
    at.count += 1;
    at.size += file.size;
    for (const name of names) {
      const path = at.path ? `${at.path}/${name}` : name;
      const next = at.folders.get(name) ?? folderOf<F>(path, name);
      at.folders.set(name, next);
      at = next;
      at.count += 1;
      at.size += file.size;
    }
    at.files.push({ name: last, file });
  }
  return root;
}

/** Folders with more than this in them are folded at first. */
const FEW = 12;

/** Lines of what is unfolded: folders first, each with what is in it. One opens by itself that has no more than `few`. */
export function fileLines<F extends TreeFile>(
  root: Folder<F>,
  folds: ReadonlyMap<string, boolean>,
  few = FEW,
): FileTreeLine<F>[] {
  const lines: FileTreeLine<F>[] = [];
  const add = (folder: Folder<F>, level: number) => {
    for (const inner of folder.folders.values()) {
      const key = `folder ${inner.path}`;
      const isOpen = folds.get(key) ?? inner.folders.size + inner.files.length <= few;
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
export function firstFile<F extends TreeFile & { kind: string }>(files: readonly F[]): F | undefined {
  const atTop = files.filter(({ path }) => !path.includes("/"));
  return files.find(({ kind }) => kind === "table") ?? atTop[0] ?? files[0];
}
