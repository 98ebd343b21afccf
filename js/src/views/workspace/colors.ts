/** Colours in order of showing: eight, then the same dashed, then dotted. */

const COLORS = 8;
const DASHES: readonly (readonly number[])[] = [[], [6, 4], [1.5, 3.5]];

/** Number of a colour for each that is shown. */
export type Slots = Readonly<Record<string, number>>;

/** Whether a name is that of a group, its key as JSON, and not the id of a run: ids have no brackets. */
export function isGroup(name: string): boolean {
  return name.startsWith("[");
}

export function slotColor(slot: number): string {
  return `var(--dv-table-${slot % COLORS}-line)`;
}

/** Lengths of dashes and gaps in px; none for a solid line. */
export function slotDash(slot: number): number[] {
  return [...(DASHES[Math.floor(slot / COLORS) % DASHES.length] ?? [])];
}

/** Show or hide some: who is shown already keeps the colour, and who comes takes the first that is free. */
export function withShown(slots: Slots, names: readonly string[], isShown: boolean): Slots {
  const next: Record<string, number> = { ...slots };
  if (!isShown) {
    for (const name of names) delete next[name];
    return next;
  }
  const taken = new Set(Object.values(next));
  for (const name of names) {
    if (Object.hasOwn(next, name)) continue;
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    taken.add(slot);
    next[name] = slot;
  }
  return next;
}

/** What is shown, in the order of the colours. */
export function byColor(slots: Slots): string[] {
  return Object.keys(slots).sort((a, b) => (slots[a] ?? 0) - (slots[b] ?? 0));
}
