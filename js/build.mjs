// Writes the bundle: one ES module and one stylesheet, which is what a notebook host can load, and the chunks.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { bundle } from "./bundle.mjs";
import { sidebar } from "./sidebar.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "dsviz_widget", "widgets", "static");
const extension = join(here, "..", "labextension");

const core = "src/views/index.tsx";
/** Parts that come when they are first shown, each in a file of its own; `src/chunks.ts` has their types. */
const chunks = JSON.parse(readFileSync(join(here, "chunks.json"), "utf8"));

/** Digest of all sources, so that a stale bundle can be told from a fresh one without trusting clocks. */
function sourceDigest() {
  const hash = createHash("sha256");
  const add = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else
      hash
        .update(path.slice(here.length).replaceAll("\\", "/"))
        .update("\0")
        .update(readFileSync(path))
        .update("\0");
  };
  for (const path of ["src", "build.mjs", "bundle.mjs", "sidebar.mjs", "chunks.json", "package-lock.json"])
    add(join(here, path));
  return hash.digest("hex");
}

/** What a page without a kernel has beside the core and its chunks: its script, its styles, and what answers in it. */
async function offline() {
  const options = {
    absWorkingDir: here,
    bundle: true,
    write: false,
    minify: true,
    target: "es2022",
    outdir: "out",
  };
  const quiet = { legalComments: "none", logLevel: "silent" };
  const entries = { page: "src/offline/page.ts", "page-styles": "src/offline/page.css" };
  const page = await esbuild.build({ ...options, ...quiet, entryPoints: entries, format: "iife" });
  const answers = { offline: "src/offline/index.ts" };
  const engine = await esbuild.build({ ...options, ...quiet, entryPoints: answers, format: "esm" });
  const made = [...page.outputFiles, ...engine.outputFiles];
  return Object.fromEntries(made.map(({ path, text }) => [basename(path), text]));
}

async function build() {
  const digest = sourceDigest();
  const registry = "src/chunks.ts";
  const files = await bundle({ root: here, core, registry, chunks, build: digest.slice(0, 12) });
  Object.assign(files, await offline());
  const prebuilt = await sidebar(here);
  rmSync(extension, { recursive: true, force: true });
  mkdirSync(join(extension, "static"), { recursive: true });
  for (const [name, text] of Object.entries(prebuilt)) writeFileSync(join(extension, name), text);
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) if (!(name in files)) rmSync(join(out, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
  writeFileSync(join(out, "sources.sha256"), `${digest}\n`);
  const zipped = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, gzipSync(text, { level: 9 })]),
  );
  for (const [name, { length }] of Object.entries(zipped)) console.log(`${name}: ${kilo(length)} gzipped`);
  console.log(
    `core: ${kilo(zipped["widget.js"].length + zipped["widget.css"].length)} gzipped, less than 60 is promised`,
  );
}

const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

await build();
if (process.argv.includes("--watch")) {
  let timer;
  watch(join(here, "src"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => build().catch((error) => console.error(error.message)), 50);
  });
}
