/** A state as text in which parts that are empty and the order of names make no difference. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null) return part ?? undefined;
    if (Array.isArray(part)) return part.length > 0 ? part : undefined;
    const named = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
    return named.length > 0 ? Object.fromEntries(named) : undefined;
  });
}
