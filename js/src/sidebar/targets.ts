/** What a row stands for, and the Python that shows it. */

/** Where something is: the store as Python finds it, and the project in it. */
export interface Place {
  /** Path of the store from the server's root, with "/"; "." is the root. */
  store: string;
  project: string;
}

export type Target =
  | { kind: "project" }
  | { kind: "run"; id: string; name: string }
  | { kind: "version"; name: string; version: number }
  | { kind: "artifact"; name: string }
  | { kind: "view"; name: string }
  | { kind: "runs"; ids: string[] }
  | { kind: "versions"; versions: { name: string; version: number }[] };

/** What a tab that shows it is called. */
export function targetTitle(target: Target, project: string): string {
  switch (target.kind) {
    case "project":
      return project;
    case "version":
      return `${target.name}:v${target.version}`;
    case "runs":
      return `${target.ids.length} runs of ${project}`;
    case "versions":
      return target.versions.map(({ name, version }) => `${name}:v${version}`).join(" | ");
    default:
      return target.name;
  }
}

/** The path of a store as code in a folder writes it, both from the server's root. */
export function storeFrom(folder: string, store: string): string {
  const from = folder.split("/").filter(Boolean);
  const to = store === "." ? [] : store.split("/");
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

/** Code of a cell that shows it; `dir` is the store's path as that cell's kernel finds it. */
export function codeOf(target: Target, project: string, dir: string): string {
  const api = `dsviz_widget.Api(${quote(dir)})`;
  return `import dsviz_widget\n\n${expression(target, project, api)}`;
}

function expression(target: Target, project: string, api: string): string {
  switch (target.kind) {
    case "project":
      return `${api}.project(${quote(project)}).view()`;
    case "run":
      return `${api}.run(${quote(`${project}/${target.id}`)}).view()`;
    case "version":
      return `${api}.artifact(${quote(`${project}/${target.name}:v${target.version}`)}).view()`;
    case "artifact":
      return `${api}.artifact(${quote(`${project}/${target.name}`)}).view()`;
    case "view":
      return `${api}.project(${quote(project)}).view(opened={"kind": "saved_view", "name": ${quote(target.name)}})`;
    case "runs": {
      const ids = target.ids.map(quote).join(", ");
      return `${api}.runs(${quote(project)}, filters={"name": {"$in": [${ids}]}}).view()`;
    }
    case "versions": {
      const lines = target.versions.map(
        ({ name, version }) => `    api.artifact(${quote(`${project}/${name}:v${version}`)}),\n`,
      );
      return `api = ${api}\ndsviz_widget.compare(\n${lines.join("")})`;
    }
  }
}

/** A text as Python and JSON both write it. */
const quote = (text: string): string => JSON.stringify(text);
