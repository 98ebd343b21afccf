import { expect, it } from "vitest";
import { dressed, isFluid, isVega, type Spec, widest } from "../../src/vega/specs";
import type { Look } from "../../src/vega/theme";

const LOOK: Look = {
  ground: "#ffffff",
  ink: "#111111",
  quiet: "#444444",
  rule: "#eeeeee",
  accent: "#2563eb",
  tint: "#e5ecfd",
  onAccent: "#fffffe",
  lines: ["#000001", "#000002"],
  font: "Inter",
};
const LITE = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", mark: "bar" };

it("tells Vega from Vega-Lite by its schema, or by its marks", () => {
  expect(isVega(LITE)).toBe(false);
  expect(isVega({ $schema: "https://vega.github.io/schema/vega/v6.json" })).toBe(true);
  expect(isVega({ marks: [] })).toBe(true);
  expect(isVega({ mark: "bar" })).toBe(false);
});

it("makes a chart of one view as wide as its place, and leaves a width that is given", () => {
  expect(dressed(LITE, LOOK, 800)).toMatchObject({ width: 800, height: 320, autosize: { type: "fit" } });
  expect(dressed(LITE, LOOK, 400)).toMatchObject({ width: 400, height: 240 });
  expect(dressed({ ...LITE, width: 300 }, LOOK, 800)).not.toHaveProperty("autosize");
  expect(dressed({ ...LITE, width: "container" }, LOOK, 800).width).toBe(800);
  expect(isFluid({ hconcat: [] })).toBe(false);
  expect(isFluid({ marks: [], width: 200 })).toBe(false);
});

it("fits only the width where bars have a height each", () => {
  const spec = dressed({ ...LITE, height: { step: 22 } }, LOOK, 800);
  expect(spec).toMatchObject({ height: { step: 22 }, autosize: { type: "fit-x" } });
});

it("keeps a matrix near a square", () => {
  const spec = { ...LITE, usermeta: { maxWidth: 500 } };
  expect(dressed(spec, LOOK, 800).width).toBe(500);
  expect(dressed(spec, LOOK, 300).width).toBe(300);
  expect(widest(LITE)).toBe(Number.POSITIVE_INFINITY);
});

it("takes the colours of the view, under those of the spec", () => {
  const { config } = dressed(
    { ...LITE, config: { axis: { gridColor: "red" }, line: { color: "blue" } } },
    LOOK,
    800,
  );
  expect(config).toMatchObject({
    background: "#ffffff",
    axis: { gridColor: "red", labelColor: "#444444" },
    line: { color: "blue", strokeWidth: 1.75 },
    range: { category: ["#000001", "#000002"], ramp: ["#e5ecfd", "#2563eb"] },
  });
});

it("puts legends below in a narrow place", () => {
  const legend = (width: number) => (dressed(LITE, LOOK, width).config as Spec).legend;
  expect(legend(400)).toMatchObject({ orient: "bottom" });
  expect(legend(800)).not.toHaveProperty("orient");
});

it("tells a spec the ink of the theme, and leaves its other parameters", () => {
  const params = [{ name: "dvInk", value: "#000000" }, { name: "mine", value: 3 }, { name: "dvOnAccent" }];
  expect(dressed({ ...LITE, params }, LOOK, 800).params).toEqual([
    { name: "dvInk", value: "#111111" },
    { name: "mine", value: 3 },
    { name: "dvOnAccent", value: "#fffffe" },
  ]);
});
