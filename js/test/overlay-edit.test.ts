import { describe, expect, it } from "vitest";
import {
  onlyClass,
  setColor,
  setOpacity,
  setScores,
  setStyle,
  showAllClasses,
  showAllScores,
  toggleClass,
  toggleGroup,
} from "../src/overlay-edit";
import { OVERLAYS } from "./traits";

describe("switching", () => {
  it("hides a class and shows it again, and never changes the value it was given", () => {
    const hidden = toggleClass(OVERLAYS, "car");
    expect(hidden.hidden_classes).toEqual(["car"]);
    expect(OVERLAYS.hidden_classes).toEqual([]);
    expect(toggleClass(hidden, "car").hidden_classes).toEqual([]);
  });

  it("leaves one class alone; again, shows all", () => {
    const labels = ["road", "car", "person"];
    const alone = onlyClass(OVERLAYS, "car", labels);
    expect(alone.hidden_classes).toEqual(["road", "person"]);
    expect(onlyClass(alone, "car", labels).hidden_classes).toEqual([]);
    expect(onlyClass(alone, "road", labels).hidden_classes).toEqual(["car", "person"]);
  });

  it("shows all", () => {
    expect(showAllClasses({ ...OVERLAYS, hidden_classes: ["car"] }).hidden_classes).toEqual([]);
  });

  it("hides groups and sets their opacity", () => {
    expect(toggleGroup(OVERLAYS, "truth").hidden_groups).toEqual(["truth"]);
    expect(setOpacity(OVERLAYS, "truth", 0.2).opacity).toEqual({ truth: 0.2 });
  });
});

describe("styles, scores and colours", () => {
  it("changes one part of a style and keeps the other", () => {
    const once = setStyle(OVERLAYS, "g", { look: "fill" });
    expect(setStyle(once, "g", { line: "dotted" }).styles).toEqual({ g: { look: "fill", line: "dotted" } });
    expect(OVERLAYS.styles).toEqual({});
  });

  it("keeps ranges by group and score, and forgets one that is open", () => {
    const both = setScores(setScores(OVERLAYS, "g", "p", [0.2, null]), "g", "q", [null, 3]);
    expect(both.scores).toEqual({ g: { p: [0.2, null], q: [null, 3] } });
    const one = setScores(both, "g", "q", [null, null]);
    expect(one.scores).toEqual({ g: { p: [0.2, null] } });
    expect(setScores(one, "g", "p", [null, null]).scores).toEqual({});
    expect(showAllScores(both).scores).toEqual({});
  });

  it("gives a colour and takes it back", () => {
    const green = setColor(OVERLAYS, "tree", "#00ff00");
    expect(green.colors).toEqual({ tree: "#00ff00" });
    expect(setColor(green, "tree", null).colors).toEqual({});
  });
});
