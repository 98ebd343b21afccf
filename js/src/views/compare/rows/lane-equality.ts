import type { Lane } from "../merged-columns";

/** Whether two cells hold the same: NaN is NaN, lists and objects are compared part by part. */
export function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || key(one) === key(other);
}

function key(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) => {
      if (typeof inner === "bigint") return `${inner}n`;
      return typeof inner === "number" && !Number.isFinite(inner) ? `#${inner}` : inner;
    }) ?? "undefined"
  );
}

/** How a table's cell stands to the first one that is there: it is that one, the same, another, or not there. */
export type Standing = "first" | "same" | "differs" | "missing";

export function standings(lanes: readonly Lane[]): Standing[] {
  const first = lanes.findIndex((lane) => lane.missing === null);
  const value = first < 0 ? undefined : (lanes[first] as { value: unknown }).value;
  return lanes.map((lane, side) => {
    if (lane.missing !== null) return "missing";
    if (side === first) return "first";
    return isSame(lane.value, value) ? "same" : "differs";
  });
}

/** Whether all tables that have a value have the same, and more than one has. */
export function isAllSame(all: readonly Standing[]): boolean {
  return all.includes("same") && !all.includes("differs");
}
