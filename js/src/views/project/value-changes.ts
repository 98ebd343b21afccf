/** What differs between two values as JSON has them, by path. */
import type { How } from "../../project/wire";

export interface ValueChange {
  /** "split.train", "layers[2].size" */
  path: string;
  how: How;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every path whose value is not the same in both, in the order of the second, those that went at the end of theirs. */
export function valueChanges(before: unknown, after: unknown): ValueChange[] {
  const found: ValueChange[] = [];
  walk(before, after, "", found);
  return found;
}

function walk(before: unknown, after: unknown, path: string, found: ValueChange[]): void {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
    for (const name of names) {
      const inner = path === "" ? name : `${path}.${name}`;
      const [old, now] = [Object.hasOwn(before, name), Object.hasOwn(after, name)];
      if (old && now) walk(before[name], after[name], inner, found);
      else push(found, inner, before[name], after[name], old ? "removed" : "added");
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let at = 0; at < Math.max(before.length, after.length); at++) {
      const inner = `${path}[${at}]`;
      if (at < before.length && at < after.length) walk(before[at], after[at], inner, found);
      else push(found, inner, before[at], after[at], at < before.length ? "removed" : "added");
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    push(found, path || "the whole value", before, after, "changed");
  }
}

function push(found: ValueChange[], path: string, before: unknown, after: unknown, how: How): void {
  found.push({ path, how, before, after });
}
