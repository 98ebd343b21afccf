import { expect, test } from "vitest";
import { clauseOf, jsonLines, type Path, parsed, pathText, previewOf } from "../../src/texts/json-lines";

const folding = (levels: number, shown = 100) => ({
  isOpen: (path: Path) => path.length < levels,
  shown: () => shown,
});

test("a value becomes lines, those that are folded say what is in them", () => {
  const lines = jsonLines({ name: "f", args: { x: 1, y: [1, 2] } }, folding(1));
  expect(lines.map(({ key }) => key)).toEqual([null, "name", "args"]);
  expect(lines.map(previewOf)).toEqual(["{ 2 keys }", '"f"', "{x: 1, y: [1, 2]}"]);
  expect(jsonLines({ name: "f", args: { x: 1, y: [1, 2] } }, folding(9)).length).toBe(7);
});

test("of long lists the first are shown, and one line stands for the others", () => {
  const lines = jsonLines(Array.from({ length: 250 }), folding(1, 100));
  expect(lines.length).toBe(102);
  expect(lines.at(-1)?.more).toBe(150);
  expect(jsonLines([[[1]]], folding(9), 2).length).toBe(2);
});

test("text is JSON where it says an object or a list", () => {
  expect(parsed(' {"a": 1}')).toEqual({ a: 1 });
  expect(parsed("12")).toBe(undefined);
  expect(parsed("{a}")).toBe(undefined);
});

test("paths are written as in code, and become clauses where the language has words for them", () => {
  expect(pathText(["calls", 0, "first name"])).toBe('calls[0]["first name"]');
  expect(clauseOf("meta", "struct", ["model", "name"], "a")).toBe('meta.model.name = "a"');
  expect(clauseOf("meta", "struct", ["temp"], 0.5)).toBe("meta.temp = 0.5");
  expect(clauseOf("meta", "struct", ["inner"], {})).toBe("meta.inner is not null");
  expect(clauseOf("meta", "struct", ["missing"], null)).toBe("meta.missing is null");
  expect(clauseOf("calls", "list", [0, "name"], "f")).toBe(null);
  expect(clauseOf("answer", "text", ["a"], 1)).toBe(null);
});
