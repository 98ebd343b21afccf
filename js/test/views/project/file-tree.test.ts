import { expect, test } from "vitest";
import type { FileRow } from "../../../src/project/wire";
import { fileLines, firstFile, foldersOf } from "../../../src/views/project/file-tree";

const file = (path: string, kind: FileRow["kind"] = "file"): FileRow => ({
  path,
  size: 10,
  digest: "",
  kind,
  name: path,
  rows: null,
  ref: null,
  is_reference: false,
});
const images = Array.from({ length: 20 }, (_, k) => file(`media/images/${k}.png`, "image"));
const files = [...images, file("notes.json", "json"), file("t.table.parquet", "table")];

test("folders come first, count what is in them, and open by themselves while that is little", () => {
  const root = foldersOf(files);
  expect(fileLines(root, new Map()).map(({ key }) => key)).toEqual([
    "folder media",
    "folder media/images",
    "file notes.json",
    "file t.table.parquet",
  ]);
  const [media] = fileLines(root, new Map());
  expect(media).toMatchObject({ count: 20, size: 200, isOpen: true });
  expect(fileLines(root, new Map([["folder media/images", true]]))).toHaveLength(24);
});

test("the first table is shown, else what stands at the top", () => {
  expect(firstFile(files)?.path).toBe("t.table.parquet");
  expect(firstFile([...images, file("notes.json")])?.path).toBe("notes.json");
  expect(firstFile([])).toBeUndefined();
});
