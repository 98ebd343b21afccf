/** What of a project can be given a name, words or tags, and how that is said to Python. */
import type { Doomed, ProjectEdit } from "../../project/wire";
import { versionName } from "./words";

export type Named =
  | { of: "version"; name: string; version: number; description: string | null; ttlSeconds?: number | null }
  | { of: "run"; id: string; name: string; description: string | null; tags: readonly string[] }
  | { of: "view"; name: string };

/** What a form changes: a name, words, an alias, or a tag. */
export type NameChange = "rename" | "describe" | "alias" | "tag";

/** What the form is called. */
export function titleOf(change: NameChange, named: Named): string {
  const what = named.of === "version" ? versionName(named.name, named.version) : named.name;
  switch (change) {
    case "rename":
      return `Rename ${named.name}`;
    case "describe":
      return `${named.of === "run" ? "Notes on" : "Describe"} ${what}`;
    case "alias":
      return `Call ${what}`;
    case "tag":
      return `Tag ${what}`;
  }
}

/** Text that the form begins with. */
export function firstText(change: NameChange, named: Named): string {
  if (change === "rename") return named.name;
  return change === "describe" && named.of !== "view" ? (named.description ?? "") : "";
}

/** The change as Python takes it. */
export function editOf(change: NameChange, named: Named, text: string): ProjectEdit {
  if (named.of === "view") return { what: "rename", view: named.name, to: text };
  if (named.of === "run") {
    const run = named.id;
    if (change === "rename") return { what: "rename", run, to: text };
    return change === "describe" ? { what: "describe", run, text } : { what: "tag", run, tag: text };
  }
  const { name, version } = named;
  if (change === "rename") return { what: "rename", name, to: text };
  if (change === "describe") return { what: "describe", name, version, text };
  return change === "alias"
    ? { what: "alias", name, version, alias: text }
    : { what: "tag", name, version, tag: text };
}

export function doomedOf(named: Named): Doomed {
  if (named.of === "run") return { run: named.id };
  return named.of === "view" ? { view: named.name } : { name: named.name, version: named.version };
}
