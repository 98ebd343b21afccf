import { expect, it } from "vitest";
import { codeNow } from "../../src/offline/view-code";

const query = { version: 1, filters: [], group_by: [], sort: [], columns: null, panels: {} };
const traits = {
  query,
  overlays: { labels: true },
  layout: { mode: "grid" },
  comparison: { how: "compare" },
};
const code = "table = wandb.use_artifact('a:v0').get('t')\nwandb.TableView(table)";

it("is what Python wrote while nothing was changed", () => {
  const state = { query: { ...query, limit: null }, overlays: traits.overlays, layout: traits.layout };
  expect(codeNow(code, traits, state)).toBe(code);
});

it("sets what was changed in the page, as Python", () => {
  const clause = { text: "x = 'it\\'s' and \"a\"", on: true, negated: false };
  const changed = { ...traits, query: { ...query, filters: [clause] }, overlays: { labels: false } };
  expect(codeNow(code, traits, changed).split("\n")).toEqual([
    "table = wandb.use_artifact('a:v0').get('t')",
    "view = wandb.TableView(table)",
    'view.query = wandb.Query.from_json({"version": 1, "filters": [{"text": "x = \'it\\\\\'s\' and \\"a\\"", ' +
      '"on": True, "negated": False}], "group_by": [], "sort": [], "columns": None, "panels": {}})',
    'view.overlays = {"labels": False}',
    "view",
  ]);
});

it("sets the parts that compared tables have beside", () => {
  const changed = { query, compare: { comparison: { how: "concat" }, tab: "groups" } };
  expect(codeNow("wandb.compare(a, b)", { ...traits, tab: "rows" }, changed)).toBe(
    'view = wandb.compare(a, b)\nview.comparison = {"how": "concat"}\nview.tab = "groups"\nview',
  );
});
