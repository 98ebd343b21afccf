/**
 * Reads a cell that varies by row in kind or in keys: JSON in which MongoDB's words say what JSON cannot.
 * `{"$date": t}` is a point in time, `{"$numberDouble": "NaN"}` a number, `{"$numberLong": "…"}` a whole number
 * beyond 2^53, and `{"$literal": {…}}` an object that only looks like one of these.
 */
export function readExtendedJson(text: string): unknown {
  return revived(JSON.parse(text));
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [word, inner] = only;
    if (word === "$literal" && isObject(inner)) return fields(Object.entries(inner));
    if (word === "$date" && typeof inner === "string") return new Date(inner);
    if (word === "$numberDouble" && typeof inner === "string") return Number(inner);
    if (word === "$numberLong" && typeof inner === "string") return BigInt(inner);
  }
  return fields(entries);
}

function fields(entries: [string, unknown][]): object {
  return Object.fromEntries(entries.map(([key, inner]) => [key, revived(inner)]));
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
