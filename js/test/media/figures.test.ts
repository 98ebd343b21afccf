import { describe, expect, it } from "vitest";
import { plainColor } from "../../src/media/figure-look";
import { plainTitle } from "../../src/media/figure-medium";
import { saidBy } from "../../src/media/sandboxed-frame";
import { sized } from "../../src/media/vega-medium";

describe("figures", () => {
  it("names mixed colours in words that libraries know", () => {
    expect(plainColor("color(srgb 0.2 0.4 1)")).toBe("rgb(51, 102, 255)");
    expect(plainColor("rgb(1, 2, 3)")).toBe("rgb(1, 2, 3)");
  });

  it("leaves the markup out of a title", () => {
    expect(plainTitle("A <b>title</b><br>of <i>two</i> lines, a < b")).toBe("A title of two lines, a < b");
  });

  it("sizes a chart that has no size of its own", () => {
    expect(sized({ mark: "bar" }, 90)).toEqual({ mark: "bar", height: 90 });
    for (const own of [{ mark: "bar", width: 9 }, { hconcat: [] }, { marks: [] }])
      expect(sized(own, 90)).toBe(own);
  });

  it("hears only what has the form of a guard's word", () => {
    expect(saidBy({ data: { dsviz: "height", value: 3, token: "t" } })?.value).toBe(3);
    for (const data of [null, undefined, 5, "ready", { dsviz: "ready" }, { dsviz: 1, token: "t" }])
      expect(saidBy({ data })).toBeNull();
  });
});
