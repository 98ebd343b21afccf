import { quoteName } from "../query-edit";
import type { Query } from "../wire";

/** The derived column whose form is open: its name, or null for a new one, which may start with a text. */
export interface Deriving {
  name: string | null;
  text?: string;
}

/** Put a derived column after the others, or in the place of the one that was called `replaces`. */
export function putDerived(query: Query, name: string, text: string, replaces: string | null): Query {
  const made = { name, text };
  const derive = query.derive ?? [];
  if (replaces === null) {
    return {
      ...query,
      derive: [...derive, made],
      columns: query.columns && [...query.columns, name],
    };
  }
  const { [replaces]: panel, ...panels } = query.panels;
  const renamed = (other: string) => (other === replaces ? name : other);
  return {
    ...query,
    derive: derive.map((column) => (column.name === replaces ? made : column)),
    columns: query.columns?.map(renamed) ?? null,
    panels: panel === undefined ? panels : { ...panels, [name]: panel },
    sort: query.sort.map((key) => ({ ...key, by: renamedKey(key.by, replaces, name) })),
    group_by: query.group_by.map((key) => renamedKey(key, replaces, name)),
  };
}

function renamedKey(key: string, from: string, to: string): string {
  return key === from || key === quoteName(from) ? quoteName(to) : key;
}

/** Take a derived column away, and what sorts or groups by it. */
export function removeDerived(query: Query, name: string): Query {
  const isIt = (key: string) => key === name || key === quoteName(name);
  return {
    ...query,
    derive: (query.derive ?? []).filter((column) => column.name !== name),
    columns: query.columns?.filter((column) => column !== name) ?? null,
    sort: query.sort.filter(({ by }) => !isIt(by)),
    group_by: query.group_by.filter((key) => !isIt(key)),
  };
}

/** A name that no column has, made of an expression. */
export function suggestedName(text: string, taken: readonly string[]): string {
  const plain = text.trim().replace(/\s+/g, " ").slice(0, 40) || "column";
  let name = plain;
  for (let count = 2; taken.includes(name); count++) name = `${plain} ${count}`;
  return name;
}
