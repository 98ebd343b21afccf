/**
 * What JupyterLab loads: a container of module federation, written out.
 *
 * JupyterLab calls `init` with the packages that it shares, then `get` for the extension. That is all there is to a
 * prebuilt extension, and it needs none of the 217 packages of JupyterLab's own builder.
 */
import css from "dsviz-styles";
import { makePlugin } from "./extension";
import type { Packages } from "./jupyter";
import { type ShareScope, takeShared } from "./shared";

declare global {
  interface Window {
    _JUPYTERLAB?: Record<string, unknown>;
  }
}

const PACKAGES = [
  "@jupyterlab/application",
  "@jupyterlab/console",
  "@jupyterlab/notebook",
  "@jupyterlab/services",
  "@jupyterlab/statedb",
  "@jupyterlab/ui-components",
  "@lumino/widgets",
] as const;

let scope: ShareScope = {};

async function loadExtension(): Promise<() => unknown> {
  const taken = await Promise.all(PACKAGES.map(async (name) => [name, await takeShared(scope, name)]));
  const plugin = makePlugin(Object.fromEntries(taken) as Packages);
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  const module = { __esModule: true, default: plugin };
  return () => module;
}

window._JUPYTERLAB ??= {};
window._JUPYTERLAB["dsviz-widget"] = {
  init: (shared: ShareScope) => {
    scope = shared;
  },
  get: (module: string) =>
    module === "./extension"
      ? loadExtension()
      : Promise.reject(new Error(`dsviz-widget has no module ${module}.`)),
};
