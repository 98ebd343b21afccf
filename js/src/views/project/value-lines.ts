/** An object or a list as lines of a tree. */

export interface ValueLine {
  /** Names and places on the way to it, as JSON. */
  key: string;
  level: number;
  isOpen?: boolean;
  name: string;
  value: unknown;
  /** Of an object or a list: how many are in it. */
  count: number | null;
  /** Of a line that stands for what is not shown: how many more there are. */
  more: number;
}

/** Of one object or list so many are shown at first, and so many more each time. */
export const MORE = 100;
/** An object or a list with no more in it than this is open at first. */
const FEW = 8;

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

export function valueLines(
  value: unknown,
  folds: ReadonlyMap<string, boolean>,
  shown: ReadonlyMap<string, number>,
): ValueLine[] {
  const lines: ValueLine[] = [];
  const add = (inner: object, path: (string | number)[], level: number) => {
    const isList = Array.isArray(inner);
    const entries: [string, unknown][] = Object.entries(inner);
    const most = shown.get(JSON.stringify(path)) ?? MORE;
    for (const [name, value] of entries.slice(0, most)) {
      const at = [...path, isList ? Number(name) : name];
      const key = JSON.stringify(at);
      const line = { key, level, name, value, count: null, more: 0 };
      if (!isBranch(value)) {
        lines.push(line);
        continue;
      }
      const count = Object.keys(value).length;
      const isOpen = folds.get(key) ?? (level < 3 && count <= FEW);
      lines.push(count === 0 ? { ...line, count } : { ...line, count, isOpen });
      if (isOpen) add(value, at, level + 1);
    }
    const more = entries.length - most;
    if (more > 0) {
      lines.push({ key: `${JSON.stringify(path)} more`, level, name: "", value: path, count: null, more });
    }
  };
  if (isBranch(value)) add(value, [], 1);
  return lines;
}

/** A value on one line: what an object or a list holds, as far as it is short. */
export function valueText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (!isBranch(value)) return String(value);
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)} …` : text;
}

/** How a value is drawn: text, numbers, and what is nothing look different. */
export function valueLook(value: unknown): "text" | "number" | "nothing" | "branch" {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return value === "" ? "nothing" : "text";
  return typeof value === "object" ? "branch" : "number";
}
