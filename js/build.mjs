// Bundles the front end into one ES module and one stylesheet, which is what a notebook host can load.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "dsviz_widget", "widgets", "static");

const options = {
  absWorkingDir: here,
  entryPoints: { widget: "src/views/index.tsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "info",
};

/** Digest of all sources, so that a stale bundle can be told from a fresh one without trusting clocks. */
function sourceDigest() {
  const hash = createHash("sha256");
  const add = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(path.slice(here.length).replaceAll("\\", "/")).update("\0").update(readFileSync(path)).update("\0");
  };
  for (const path of ["src", "build.mjs", "package-lock.json"]) add(join(here, path));
  return hash.digest("hex");
}

if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
  writeFileSync(join(out, "sources.sha256"), `${sourceDigest()}\n`);
  for (const name of ["widget.js", "widget.css"]) {
    const bytes = readFileSync(join(out, name));
    console.log(`${name}: ${(bytes.length / 1000).toFixed(1)} kB, ${(gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1)} kB gzipped`);
  }
}
