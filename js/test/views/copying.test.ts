import { expect, test } from "vitest";
import type { Row } from "../../src/rows";
import { cellText, tabbed } from "../../src/views/copying";

test.each([
  [null, ""],
  [undefined, ""],
  ["two words", "two words"],
  [0, "0"],
  [Number.NaN, "NaN"],
  [false, "false"],
  [2n ** 60n, "1152921504606846976"],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [[1, { big: 2n ** 60n }], '[1,{"big":"1152921504606846976"}]'],
])("%s is copied as %j", (value, text) => {
  expect(cellText(value)).toBe(text);
});

const row = (cells: Record<string, unknown>): Row => ({
  id: 0,
  has: (name) => name in cells,
  cell: (name) => cells[name],
});

test("what would break a line or a cell is quoted", () => {
  const columns = [
    { name: "a\tb", kind: "text" as const },
    { name: "n", kind: "number" as const },
  ];
  const rows = [row({ "a\tb": 'say "hi"', n: 1 }), row({ "a\tb": "two\nlines", n: null })];
  expect(tabbed(rows, columns)).toBe('"a\tb"\tn\n"say ""hi"""\t1\n"two\nlines"\t');
});

test("a picture is copied as what names it", () => {
  const columns = [{ name: "photo", kind: "image" as const }];
  const pictures = [
    { path: "media/a.png", caption: "A" },
    { path: "", caption: "B" },
    { digest: "c0ffee" },
    null,
  ];
  const rows = pictures.map((photo) => row({ photo }));
  expect(tabbed(rows, columns)).toBe("photo\nmedia/a.png\nB\nc0ffee\n");
});

test("media are copied as what names them, those of a list one after the other", () => {
  const columns = [
    { name: "clip", kind: "struct" as const, media: "audio-file" },
    { name: "frames", kind: "list" as const, media: "image-file" },
  ];
  const rows = [
    row({ clip: { path: "media/a.wav" }, frames: [{ path: "1.png" }, { path: "2.png" }] }),
    row({ clip: null, frames: [] }),
  ];
  expect(tabbed(rows, columns)).toBe("clip\tframes\nmedia/a.wav\t1.png; 2.png\n\t");
});
