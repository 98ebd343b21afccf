// Bundles the core and its chunks. A chunk is a part that comes when it is first shown; what the core has already, it
// takes from there, so that a signal or a context is never there twice.
import { join, relative } from "node:path";
import * as esbuild from "esbuild";

const ENTRY = "dsviz-entry:";
const SHARED = "dsviz-shared:";

/**
 * Returns the bundled files by name: `widget.js`, `widget.css`, and `<chunk>.js` for each chunk.
 *
 * @param {{ root: string, core: string, registry: string,
 *   chunks: Record<string, string | { entry: string, on: string }>, build: string }} parts
 *   Folder that paths are relative to; entry of the core, the module whose `share` takes what chunks need, and the entry
 *   of each chunk, with the chunk that it stands `on`, from which it takes what that one has; and the name of this
 *   build, by which a core knows the chunks that belong to it.
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
  const plan = new Map(Object.entries(chunks).map(([name, at]) => [name, at.entry ? at : { entry: at }]));
  const on = Object.fromEntries([...plan].flatMap(([name, chunk]) => (chunk.on ? [[name, chunk.on]] : [])));
  const entries = Object.fromEntries([...plan].map(([name, { entry }]) => [name, entry]));
  checkBases(on, plan);
  const isBase = (name) => Object.values(on).includes(name);

  const buildCore = (shared) => {
    const plugins = [entryPlugin(root, () => coreEntry({ core, registry, build, shared, on }), shared)];
    return esbuild.build({ ...options, entryPoints: { widget: `${ENTRY}core` }, plugins });
  };
  const alone = await buildCore(new Map());
  checkEntries(alone.metafile, entries);
  const inCore = modulesOf(alone.metafile);

  const buildChunk = (name, given, nameOf, shared = []) => {
    const plugins = [chunkPlugin(root, below(name), nameOf), programPlugin(options)];
    const entry = entries[name];
    if (!isBase(name))
      return esbuild.build({ ...options, ...given, entryPoints: { [name]: entry }, plugins });
    plugins.unshift(entryPlugin(root, () => baseEntry(entry, shared, nameOf), new Map(shared)));
    return esbuild.build({ ...options, ...given, entryPoints: { [name]: `${ENTRY}${name}` }, plugins });
  };
  /** What the core has, and the chunks that one stands on. */
  const below = (name) => (on[name] ? new Set([...below(on[name]), ...modules.get(on[name])]) : inCore);
  const height = (name) => (on[name] ? 1 + height(on[name]) : 0);
  const rising = [...plan.keys()].sort((a, b) => height(a) - height(b));
  const asIs = (module) => module;
  /** Of each chunk that others stand on, the modules that are in it. */
  const modules = new Map();
  for (const name of rising.filter(isBase)) {
    const { metafile } = await buildChunk(name, {}, asIs);
    modules.set(name, new Set([...modulesOf(metafile)].filter((module) => !below(name).has(module))));
  }

  /** Of each module, the names that chunks take from it where it is in the core or below them. */
  const uses = new Map();
  const usesOf = (held) => new Map([...uses].filter(([module]) => held.has(module)).sort());
  for (const name of rising.toReversed()) {
    const shared = isBase(name) ? usesOf(modules.get(name)) : undefined;
    const { outputFiles } = await buildChunk(name, { minify: false }, asIs, shared);
    collectUses(textOf(outputFiles, `${name}.js`), name, uses);
  }

  const whole = await buildCore(usesOf(inCore));
  const files = { "widget.js": textOf(whole.outputFiles, "widget.js") };
  files["widget.css"] = textOf(whole.outputFiles, "widget.css");
  const contents = { widget: sourcesOf(whole.metafile) };
  const inOrder = [
    ...usesOf(inCore).keys(),
    ...[...uses.keys()].filter((module) => !inCore.has(module)).sort(),
  ];
  const numbers = new Map(inOrder.map((module, k) => [module, String(k)]));
  const numberOf = (module) => numbers.get(module);
  for (const name of plan.keys()) {
    const shared = isBase(name) ? usesOf(modules.get(name)) : undefined;
    const { outputFiles, metafile } = await buildChunk(name, { format: "cjs" }, numberOf, shared);
    files[`${name}.js`] = wrap(textOf(outputFiles, `${name}.js`), textOf(outputFiles, `${name}.css`), build);
    contents[name] = sourcesOf(metafile);
  }
  checkDuplicates(contents);
  return files;
}

const at = (path) => JSON.stringify(`./${path}`);
const importsOf = (modules) =>
  modules.map((path, k) => `import * as m${k} from ${JSON.stringify(SHARED + path)};`).join("\n");

/** The core's entry: its view, and what chunks take from it, by module and name so that the rest is left out. */
function coreEntry({ core, registry, build, shared, on }) {
  const modules = [...shared.keys()];
  // The core first: its modules run in the order in which it imports them, whatever chunks take of them.
  return `export { default } from ${at(core)};
${importsOf(modules)}
import { share } from ${at(registry)};
share(${JSON.stringify(build)}, [${modules.map((_, k) => `m${k}`).join(", ")}], ${JSON.stringify(on)});`;
}

/** The entry of a chunk that others stand on: what it exports, and what they take from it, by the module's number. */
function baseEntry(entry, shared, nameOf) {
  const modules = [...shared.keys()];
  const numbered = modules.map((path, k) => `${JSON.stringify(nameOf(path))}: m${k}`);
  return `export * from ${at(entry)};
${importsOf(modules)}
export const shared = { ${numbered.join(", ")} };`;
}

/** Serves an entry that is written here, and of the modules that it shares the names that are taken. */
function entryPlugin(root, textOf, shared) {
  return {
    name: "entry",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^dsviz-(entry|shared):/ }, ({ path }) => ({ path, namespace: "entry" }));
      onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => {
        if (path.startsWith(ENTRY)) return { contents: textOf(), resolveDir: root };
        const module = path.slice(SHARED.length);
        return {
          contents: `export { ${[...shared.get(module)].sort().join(", ")} } from ${at(module)};`,
          resolveDir: root,
        };
      });
    },
  };
}

/** Leaves out of a chunk what is `below` it: code is asked for by what `nameOf` says, the rest has been done already. */
function chunkPlugin(root, below, nameOf) {
  return {
    name: "chunk",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path, pluginData, kind, importer, namespace, resolveDir }) => {
        if (pluginData === "resolved" || kind === "entry-point") return undefined;
        const found = await resolve(path, { kind, importer, namespace, resolveDir, pluginData: "resolved" });
        if (found.errors.length > 0 || found.external || found.namespace !== "file") return found;
        const module = relative(root, found.path).replaceAll("\\", "/");
        if (!below.has(module)) return found;
        const name = module.endsWith(".css") ? undefined : nameOf(module);
        return name === undefined ? { path: module, namespace: "done" } : { path: name, external: true };
      });
      onLoad({ filter: /.*/, namespace: "done" }, () => ({ contents: "", loader: "empty" }));
    },
  };
}

/** Serves `module?program`: the module with all that it imports as a text, to run it where the page does not wait. */
function programPlugin({ absWorkingDir, target }) {
  return {
    name: "program",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\?program$/ }, ({ path, resolveDir }) => ({
        path: relative(absWorkingDir, join(resolveDir, path.replace("?program", ".ts"))),
        namespace: "program",
      }));
      onLoad({ filter: /.*/, namespace: "program" }, async ({ path }) => {
        // No ES module: of one with no origin, as on a page from the disk, no worker can be made.
        const format = { format: "iife", globalName: "program" };
        const options = { absWorkingDir, target, bundle: true, write: false, minify: true, ...format };
        const quiet = { legalComments: "none", logLevel: "silent" };
        const { outputFiles } = await esbuild.build({ ...options, ...quiet, entryPoints: [path] });
        return { contents: outputFiles[0].text, loader: "text" };
      });
    },
  };
}

/** A chunk as an ES module: its styles, and a function that runs it with the `require` of the core. */
function wrap(code, css, build) {
  const head = `export const build=${JSON.stringify(build)};export const css=${JSON.stringify(css.trim())};`;
  return `${head}export default require=>{const module={exports:{}};${code.trim()}return module.exports};\n`;
}

/** Note which names a chunk takes from which module below it. */
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

/** Fail when a chunk stands on one that is not there, or on itself by way of others. */
function checkBases(on, plan) {
  for (const name of Object.keys(on)) {
    const seen = new Set([name]);
    for (let base = on[name]; base; base = on[base]) {
      if (!plan.has(base)) throw new Error(`chunk ${name} stands on ${base}, which is no chunk.`);
      if (seen.has(base)) throw new Error(`chunk ${name} stands on itself, by way of ${on[name]}.`);
      seen.add(base);
    }
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
            "Import it in the core, in a chunk that both stand on, or in one of the two only.",
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
  return [...heldIn(metafile)].filter((path) => !/^(node_modules\/|entry:|done:|program:)/.test(path));
}

function heldIn({ outputs }) {
  const held = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return new Set(held.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path));
}

function textOf(files, name) {
  return files.find(({ path }) => path.replaceAll("\\", "/").endsWith(`/${name}`))?.text ?? "";
}
