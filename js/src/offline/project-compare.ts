/** Versions beside each other by their files and metadata, as `widgets/compared_files.py` has it. */
import type {
  ComparedFile,
  ComparedSide,
  FileRow,
  How,
  VersionAbout,
  VersionComparison,
  VersionTable,
} from "../project/wire";
import type { VersionSaid } from "./page-wire";
import { refusal } from "./refusal";

const HOWS: readonly (How | "same")[] = ["added", "removed", "changed", "same"];

/**
 * @param lacks what is said where the page does not list the files of a version
 */
export function compareVersions(
  versions: readonly VersionSaid[],
  of: [number, number],
  lacks: string,
): VersionComparison {
  const [before, after] = of.map((at) => versions[at]);
  if (!before?.files || !after?.files) throw refusal("kernel", before?.lacks ?? after?.lacks ?? lacks);
  const [old, fresh] = [byPath(before.files), byPath(after.files)];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort((a, b) => (a < b ? -1 : 1));
  const files = paths.map((path) => fileOf(path, old.get(path) ?? null, fresh.get(path) ?? null));
  const count = (how: How | "same") => files.filter((file) => file.how === how).length;
  return {
    sides: [sideOf(before.about), sideOf(after.about)],
    tables: sharedTables(versions.map(({ about }) => about.tables)),
    files,
    more: (before.more ?? 0) + (after.more ?? 0),
    counts: Object.fromEntries(HOWS.map((how) => [how, count(how)])) as VersionComparison["counts"],
  };
}

const byPath = (files: readonly FileRow[]) => new Map(files.map((file) => [file.path, file]));

function sideOf(about: VersionAbout): ComparedSide {
  const { name, version, qualified_name, size, files, created_at, description, metadata, tables } = about;
  const named = tables.map((table) => table.name);
  return { name, version, qualified_name, size, files, created_at, description, metadata, tables: named };
}

function fileOf(path: string, old: FileRow | null, fresh: FileRow | null): ComparedFile {
  const { name, kind, size, is_reference } = (fresh ?? old) as FileRow;
  const both = [old, fresh] as const;
  const lacks = [old, fresh].map((file) => file?.lacks).find(Boolean) ?? null;
  return {
    path,
    name,
    kind,
    how: !old ? "added" : !fresh ? "removed" : old.digest === fresh.digest ? "same" : "changed",
    size,
    sizes: [both[0]?.size ?? null, both[1]?.size ?? null],
    digests: [both[0]?.digest ?? null, both[1]?.digest ?? null],
    refs: [both[0]?.ref ?? null, both[1]?.ref ?? null],
    is_reference,
    lacks,
  };
}

/** The tables that all versions have, by name; the one of each where their names differ. */
function sharedTables(tables: readonly VersionTable[][]): VersionComparison["tables"] {
  const named = tables.map((some) => some.map(({ name }) => name));
  const shared = (named[0] ?? []).filter((name) => named.every((names) => names.includes(name)));
  if (shared.length === 0 && named.every(({ length }) => length === 1)) {
    const each = named.flat();
    return [{ name: [...new Set(each)].join(" and "), paths: each }];
  }
  return shared.map((name) => ({ name, paths: named.map(() => name) }));
}
