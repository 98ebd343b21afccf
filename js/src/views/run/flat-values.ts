/** Nested values as a list of keys with dots. */
export interface FlatValue {
  key: string;
  value: unknown;
}

/** Media and the like in a summary: what they are is said, not what they are made of. */
function typeWords(value: Record<string, unknown>): string | null {
  const type = value._type;
  if (typeof type !== "string") return null;
  const words = type.replace(/-file$/, "").replaceAll(/[-_/]/g, " ");
  const { count, width, height, nrows, ncols } = value as Record<string, number | undefined>;
  if (count !== undefined && words.startsWith("images")) return `${count} images`;
  if (width !== undefined && height !== undefined) return `${words} ${width} × ${height}`;
  if (nrows !== undefined && ncols !== undefined) return `table, ${nrows} rows`;
  return words;
}

export function flatten(values: Record<string, unknown>, above = ""): FlatValue[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const key = above + name;
    if (typeof value !== "object" || value === null || Array.isArray(value) || "_number" in value) {
      return [{ key, value }];
    }
    const words = typeWords(value as Record<string, unknown>);
    if (words !== null) return [{ key, value: words }];
    const inside = flatten(value as Record<string, unknown>, `${key}.`);
    return inside.length > 0 ? inside : [{ key, value: {} }];
  });
}
