// Bundles the core and its chunks. A chunk is a part that comes when it is first shown; what the core has already, it
// takes from there, so that a signal or a context is never there twice.
import { relative } from "node:path";
import * as esbuild from "esbuild";

const CORE = "dsviz-core:";
const SHARED = "dsviz-shared:";

/**
 * Returns the bundled files by name: `widget.js`, `widget.css`, and `<chunk>.js` for each chunk.
 *
 * @param {{ root: string, core: string, registry: string, chunks: Record<string, string>, build: string }} parts
 *   Folder that paths are relative to; entry of the core, the module whose `share` takes what chunks need, and the entry
 *   of each chunk; and the name of this build, by which a core knows the chunks that belong to it.
 */
export async function bundle({ root, core, registry, chunks, build }) {
  const options = {
    absWorkingDir: root,
    outdir: "out",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
  };
  const buildCore = (uses) => {
    const plugins = [corePlugin({ root, core, registry, build, uses })];
    return esbuild.build({ ...options, entryPoints: { widget: `${CORE}entry` }, plugins });
  };
  const alone = await buildCore(new Map());
  checkEntries(alone.metafile, chunks);
  const inCore = modulesOf(alone.metafile);

  /** Of each module of the core, the names that chunks take from it. */
  const uses = new Map();
  for (const [name, entry] of Object.entries(chunks)) {
    const plain = { ...options, minify: false, plugins: [chunkPlugin(root, inCore, (module) => module)] };
    const { outputFiles } = await esbuild.build({ ...plain, entryPoints: { [name]: entry } });
    collectUses(textOf(outputFiles, `${name}.js`), name, uses);
  }

  const whole = await buildCore(uses);
  const files = { "widget.js": textOf(whole.outputFiles, "widget.js") };
  files["widget.css"] = textOf(whole.outputFiles, "widget.css");
  const contents = { widget: sourcesOf(whole.metafile) };
  const numbers = new Map(numbered(uses).map((module, k) => [module, String(k)]));
  const numberOf = (module) => numbers.get(module);
  for (const [name, entry] of Object.entries(chunks)) {
    const plugins = [chunkPlugin(root, inCore, numberOf)];
    const cjs = { ...options, format: "cjs", entryPoints: { [name]: entry }, plugins };
    const { outputFiles, metafile } = await esbuild.build(cjs);
    files[`${name}.js`] = wrap(textOf(outputFiles, `${name}.js`), textOf(outputFiles, `${name}.css`), build);
    contents[name] = sourcesOf(metafile);
  }
  checkDuplicates(contents);
  return files;
}

/** The core's entry: its view, and what the chunks take from it, by module and name so that the rest is left out. */
function corePlugin({ root, core, registry, build, uses }) {
  const at = (path) => JSON.stringify(`./${path}`);
  const modules = numbered(uses);
  const imports = modules.map((path, k) => `import * as m${k} from ${JSON.stringify(SHARED + path)};`);
  const shared = modules.map((_, k) => `m${k}`);
  const entry = `${imports.join("\n")}
import { share } from ${at(registry)};
share(${JSON.stringify(build)}, [${shared.join(", ")}]);
export { default } from ${at(core)};`;
  return {
    name: "core",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^dsviz-(core|shared):/ }, ({ path }) => ({ path, namespace: "core" }));
      onLoad({ filter: /.*/, namespace: "core" }, ({ path }) => {
        if (path.startsWith(CORE)) return { contents: entry, resolveDir: root };
        const module = path.slice(SHARED.length);
        return {
          contents: `export { ${[...uses.get(module)].sort().join(", ")} } from ${at(module)};`,
          resolveDir: root,
        };
      });
    },
  };
}

/** Modules that chunks use, in the order of the numbers that they go by. */
const numbered = (uses) => [...uses.keys()].sort();

/** Leaves out of a chunk what the core has: code is asked for by what `nameOf` says, the rest has been done already. */
function chunkPlugin(root, inCore, nameOf) {
  return {
    name: "chunk",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path, pluginData, kind, importer, namespace, resolveDir }) => {
        if (pluginData === "resolved" || kind === "entry-point") return undefined;
        const found = await resolve(path, { kind, importer, namespace, resolveDir, pluginData: "resolved" });
        if (found.errors.length > 0 || found.external || found.namespace !== "file") return found;
        const module = relative(root, found.path).replaceAll("\\", "/");
        if (!inCore.has(module)) return found;
        const name = module.endsWith(".css") ? undefined : nameOf(module);
        return name === undefined ? { path: module, namespace: "done" } : { path: name, external: true };
      });
      onLoad({ filter: /.*/, namespace: "done" }, () => ({ contents: "", loader: "empty" }));
    },
  };
}

/** A chunk as an ES module: its styles, and a function that runs it with the `require` of the core. */
function wrap(code, css, build) {
  const head = `export const build=${JSON.stringify(build)};export const css=${JSON.stringify(css.trim())};`;
  return `${head}export default require=>{const module={exports:{}};${code.trim()}return module.exports};\n`;
}

/** Note which names a chunk takes from which module of the core. */
function collectUses(code, chunk, uses) {
  for (const [, names, module] of code.matchAll(/^(?:import|export) ([^;"]*?) from "([^"]+)";$/gm)) {
    const list = /^\{([^}]*)\}$/.exec(names.trim());
    if (!list) {
      throw new Error(
        `chunk ${chunk}: import what it needs of ${module} by name; "${names}" would take all of it.`,
      );
    }
    const taken = uses.get(module) ?? uses.set(module, new Set()).get(module);
    for (const name of list[1].split(",")) if (name.trim()) taken.add(name.trim().split(" as ")[0]);
  }
}

/** Fail when the core imports what is meant to come later. */
function checkEntries({ inputs }, chunks) {
  for (const [name, entry] of Object.entries(chunks)) {
    const importer = Object.keys(inputs).find((path) =>
      inputs[path].imports.some((other) => other.path === entry),
    );
    if (importer) {
      throw new Error(
        `${importer} imports ${entry}, which is the chunk ${name}: the core would carry it. ` +
          `Import its types only, and load it with loadChunk("${name}") of src/chunks.ts.`,
      );
    }
  }
}

/** Fail when two bundles hold the same module of ours. */
function checkDuplicates(contents) {
  const holders = new Map();
  for (const [bundle, sources] of Object.entries(contents)) {
    for (const path of sources) {
      const other = holders.get(path);
      if (other) {
        throw new Error(
          `${path} would be in ${other}.js and again in ${bundle}.js, each with signals and contexts of its own. ` +
            "Import it in the core, or in one of the two only.",
        );
      }
      holders.set(path, bundle);
    }
  }
}

/** What a bundle of the core imports: all of ours, and of packages what is really in it. */
function modulesOf(metafile) {
  const held = heldIn(metafile);
  return new Set(
    Object.keys(metafile.inputs).filter((path) => !path.startsWith("node_modules/") || held.has(path)),
  );
}

function sourcesOf(metafile) {
  return [...heldIn(metafile)].filter((path) => !/^(node_modules\/|core:|done:)/.test(path));
}

function heldIn({ outputs }) {
  const held = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return new Set(held.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path));
}

function textOf(files, name) {
  return files.find(({ path }) => path.replaceAll("\\", "/").endsWith(`/${name}`))?.text ?? "";
}
