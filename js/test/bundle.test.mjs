import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bundle } from "../bundle.mjs";

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bundle-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const SOURCES = {
  "src/core.ts": `import { used } from "./state"; import "./core.css"; export default { used };`,
  "src/core.css": ".core { color: red }",
  "src/registry.ts":
    "export const shared = {}; export function share(build, modules) { shared.modules = modules; }",
  "src/state.ts": `export const state = { count: 0 }; export const used = () => state.count;
    export const unused = "nobody takes this";`,
  "src/part.ts": `import { state } from "./state"; import "./core.css"; import "./part.css";
    export const add = () => ++state.count;`,
  "src/part.css": ".part { color: blue }",
};

async function build(sources, chunks) {
  for (const [path, text] of Object.entries({ ...SOURCES, ...sources })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return bundle({ root, core: "src/core.ts", registry: "src/registry.ts", chunks, build: "b1" });
}

const load = (code) => import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);

it("lets a chunk use the state of the core", async () => {
  const registry = "export function share(build, modules) { globalThis.shared = { build, modules }; }";
  const files = await build({ "src/registry.ts": registry }, { part: "src/part.ts" });
  const core = await load(files["widget.js"]);
  const { shared } = globalThis;
  const part = await load(files["part.js"]);
  expect(part.build).toBe(shared.build);
  const { add } = part.default((module) => shared.modules[+module]);
  add();
  expect(core.default.used()).toBe(1);
});

it("gives a chunk its own styles only, and leaves out of the core what nobody takes", async () => {
  const files = await build({}, { part: "src/part.ts" });
  const { css } = await load(files["part.js"]);
  expect(css).toBe(".part{color:#00f}");
  expect(files["widget.css"]).not.toContain("part");
  expect(files["widget.js"]).not.toContain("nobody takes this");
});

it("fails when two chunks would each have a module of their own", async () => {
  const sources = {
    "src/shared.ts": "export const list = []; export const push = (x) => list.push(x);",
    "src/part.ts": `export { push } from "./shared";`,
    "src/other.ts": `export { push } from "./shared";`,
  };
  await expect(build(sources, { part: "src/part.ts", other: "src/other.ts" })).rejects.toThrow(
    "src/shared.ts would be in part.js and again in other.js",
  );
});

it("fails when the core imports a chunk", async () => {
  const sources = {
    "src/core.ts": `import { view } from "./view"; export default { view };`,
    "src/view.ts": `import { add } from "./part"; export const view = () => add();`,
  };
  await expect(build(sources, { part: "src/part.ts" })).rejects.toThrow(
    "src/view.ts imports src/part.ts, which is the chunk part",
  );
});

it("fails when a chunk would take all of a module of the core", async () => {
  const sources = { "src/part.ts": `import * as state from "./state"; export const all = () => state;` };
  await expect(build(sources, { part: "src/part.ts" })).rejects.toThrow(
    "import what it needs of src/state.ts",
  );
});

const TOWER = {
  "src/base.ts": `import { state } from "./state"; import "./base.css"; import { list } from "./shared";
    export const seen = () => [state.count, ...list];`,
  "src/base.css": ".base { color: green }",
  "src/shared.ts": `import "./base.css"; export const list = []; export const push = (x) => list.push(x);`,
  "src/top.ts": `import { add } from "./adding"; import { push } from "./shared"; import "./base.css";
    export const put = (x) => (add(), push(x));`,
  "src/adding.ts": `import { state } from "./state"; export const add = () => ++state.count;`,
};

it("lets a chunk stand on another and use what that one and the core have", async () => {
  const registry =
    "export function share(build, modules, on) { globalThis.shared = { build, modules, on }; }";
  const files = await build(
    { ...TOWER, "src/registry.ts": registry },
    { top: { entry: "src/top.ts", on: "base" }, base: "src/base.ts" },
  );
  await load(files["widget.js"]);
  const { modules, on } = globalThis.shared;
  expect(on).toEqual({ top: "base" });
  const run = async (name) => {
    const chunk = (await load(files[name])).default((module) => modules[+module]);
    Object.assign(modules, chunk.shared);
    return chunk;
  };
  const base = await run("base.js");
  const top = await run("top.js");
  top.put("a");
  top.put("b");
  expect(base.seen()).toEqual([2, "a", "b"]);
  expect((await load(files["top.js"])).css).toBe("");
  expect((await load(files["base.js"])).css).toBe(".base{color:green}");
});

it("fails when a chunk stands on what is no chunk, or on itself", async () => {
  await expect(build(TOWER, { top: { entry: "src/top.ts", on: "base" } })).rejects.toThrow(
    "chunk top stands on base, which is no chunk",
  );
  const ring = { top: { entry: "src/top.ts", on: "base" }, base: { entry: "src/base.ts", on: "top" } };
  await expect(build(TOWER, ring)).rejects.toThrow("chunk top stands on itself, by way of base");
});
