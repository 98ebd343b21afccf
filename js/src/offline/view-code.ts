/** Code of a view that was changed in the page: what Python wrote for it, and what sets the changes. */
import { canonical } from "../canonical";

type Traits = Record<string, unknown>;

/** What makes a view, at the start of a line of the code that Python wrote. */
const MADE = /^(?=wandb\.(?:TableView|CompareView|ChartView|compare)\()/m;

/**
 * Code of a view as it is now.
 *
 * @param code of the view as it was written
 * @param traits of it then
 * @param state as it is now; each part is a trait, `compare` has several
 */
export function codeNow(code: string, traits: Traits, state: Traits): string {
  const { compare, ...parts } = state;
  const now = { ...parts, ...(compare as Traits | undefined) };
  const changed = Object.entries(now).filter(
    ([name, value]) => name in traits && canonical(value) !== canonical(traits[name]),
  );
  if (changed.length === 0 || !MADE.test(code)) return code;
  const lines = changed.map(([name, value]) => {
    const text = python(value);
    return `view.${name} = ${name === "query" ? `wandb.Query.from_json(${text})` : text}`;
  });
  return [code.trimEnd().replace(MADE, "view = "), ...lines, "view"].join("\n");
}

/** A value of JSON as Python writes it. */
export function python(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([name, inner]) => `${JSON.stringify(name)}: ${python(inner)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}
