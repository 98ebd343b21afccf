import type { Lane } from "../merged-columns";

/** Whether all tables have the same media in a row: the same files with the same captions, wherever they lie. */
export function isOneMedium(lanes: readonly Lane[]): boolean {
  const [first, ...others] = lanes.map((lane) => (lane.missing === null ? said(lane.value) : null));
  return first != null && others.length > 0 && others.every((other) => other === first);
}

/** What a cell's media say; null without any. */
function said(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const all = Array.isArray(value) ? value : [value];
  return JSON.stringify(
    all.map((one) => {
      const { digest, caption } = (one ?? {}) as Record<string, unknown>;
      return [digest, caption];
    }),
  );
}
