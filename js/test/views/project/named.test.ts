import { describe, expect, it } from "vitest";
import { inUnits, lengthWords } from "../../../src/views/project/keep-words";
import { doomedOf, editOf, firstText, type Named, titleOf } from "../../../src/views/project/named";
import { fittingNames } from "../../../src/views/project/words";

const version: Named = { of: "version", name: "camvid", version: 2, description: "Roads." };
const run: Named = { of: "run", id: "abc", name: "train", description: null, tags: [] };
const view: Named = { of: "view", name: "dusk" };

describe("a form", () => {
  it("says what it changes, and begins with what there is", () => {
    expect(titleOf("alias", version)).toBe("Call camvid:v2");
    expect(titleOf("rename", version)).toBe("Rename camvid");
    expect(titleOf("describe", run)).toBe("Notes on train");
    expect([firstText("describe", version), firstText("rename", view), firstText("alias", version)]).toEqual([
      "Roads.",
      "dusk",
      "",
    ]);
  });

  it("tells Python about the version, the run or the view", () => {
    expect(editOf("alias", version, "best")).toEqual({
      what: "alias",
      name: "camvid",
      version: 2,
      alias: "best",
    });
    expect(editOf("tag", run, "good")).toEqual({ what: "tag", run: "abc", tag: "good" });
    expect(editOf("rename", view, "night")).toEqual({ what: "rename", view: "dusk", to: "night" });
    expect([doomedOf(version), doomedOf(run), doomedOf(view)]).toEqual([
      { name: "camvid", version: 2 },
      { run: "abc" },
      { view: "dusk" },
    ]);
  });
});

describe("how long a version is kept", () => {
  it("is said in the largest unit that fits", () => {
    expect(inUnits(1_209_600)).toEqual({ count: 2, unit: "weeks" });
    expect(lengthWords(86_400)).toBe("1 day");
    expect(lengthWords(5_400)).toBe("1.5 hours");
    expect(lengthWords(3 * 3_600)).toBe("3 hours");
  });
});

it("takes the first name, and others as there is room", () => {
  expect(fittingNames(["latest", "best", "checked"], 20)).toEqual(["latest", "best"]);
  expect(fittingNames(["a-very-long-alias", "b"], 5)).toEqual(["a-very-long-alias"]);
  expect(fittingNames([], 5)).toEqual([]);
});
