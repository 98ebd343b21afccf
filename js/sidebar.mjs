// Bundles the prebuilt extension of JupyterLab: a container of module federation, and what JupyterLab reads of it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

/** Name of the extension, which its address begins with. */
const NAME = "dsviz-widget";
/** Stands in the script where its styles go, once they are known. */
const STYLES = "@@dsviz-styles@@";

/** Returns the files of the extension by their paths. */
export async function sidebar(root) {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { remote: "src/sidebar/lab/remote.ts" },
    outdir: "out",
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
    plugins: [stylesPlugin],
  });
  const [script, css] = ["js", "css"].map(
    (end) => built.outputFiles.find(({ path }) => path.endsWith(end)).text,
  );
  const whole = script.replace(JSON.stringify(STYLES), () => JSON.stringify(css.trim()));
  // The name changes with the content, as browsers keep what they have by its address.
  const load = `static/remoteEntry.${createHash("sha256").update(whole).digest("hex").slice(0, 12)}.js`;
  const project = readFileSync(join(root, "..", "pyproject.toml"), "utf8");
  const [version, license] = ["version", "license"].map(
    (key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(project)[1],
  );
  const about = {
    name: NAME,
    version,
    description: "Runs and data under the server's root, in a panel of JupyterLab's left sidebar",
    license,
    jupyterlab: { extension: true, _build: { load, extension: "./extension" } },
  };
  const install = {
    packageManager: "python",
    packageName: NAME,
    uninstallInstructions: `pip uninstall ${NAME}`,
  };
  return { "package.json": json(about), "install.json": json(install), [load]: whole };
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

const stylesPlugin = {
  name: "styles",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^dsviz-styles$/ }, ({ path }) => ({ path, namespace: "styles" }));
    onLoad({ filter: /.*/, namespace: "styles" }, () => ({
      contents: `export default ${JSON.stringify(STYLES)};`,
    }));
  },
};
