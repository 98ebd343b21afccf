import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PALETTE_SIZE, readColor } from "../../src/pixels/colors";
import { distanceSeen, mistakenFor, VISIONS } from "../../src/pixels/vision";

const tokens = readFileSync(new URL("../../src/tokens.css", import.meta.url), "utf8");
const palette = Array.from({ length: PALETTE_SIZE }, (_, k) =>
  readColor(new RegExp(`--dv-class-${k}: (#\\w{6})`).exec(tokens)?.[1] ?? ""),
);

// What the palette was searched for; a change of a colour may not bring two of them closer.
it.each([
  ["plain", 0.1],
  ["protan", 0.085],
  ["deutan", 0.085],
  ["tritan", 0.095],
])("class colours stay apart for %s eyes", (vision, least) => {
  const pairs = palette.flatMap((a, i) => palette.slice(i + 1).map((b) => distanceSeen(a, b, vision)));
  expect(Math.min(...pairs)).toBeGreaterThan(least);
});

it("knows black from white, and a colour from nothing but itself", () => {
  const [black, white] = [readColor("#000"), readColor("#fff")];
  for (const vision of VISIONS) expect(distanceSeen(black, white, vision)).toBeCloseTo(1, 1);
  expect(distanceSeen(white, white, "plain")).toBe(0);
});

it("says for whom two colours are one", () => {
  const others = [{ label: "grass", color: readColor("#2e8b2e") }];
  expect(mistakenFor("#2e8b30", others)).toEqual({ label: "grass", vision: "plain" });
  expect(mistakenFor("#8a6f00", others)?.vision).toBe("deutan");
  expect(mistakenFor("#0000ff", others)).toBeNull();
});
