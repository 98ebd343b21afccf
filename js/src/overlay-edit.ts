import type { LayerStyle, Overlays } from "./wire";

/** Changes of what is drawn over pictures. Each gives a new one and leaves the old as it was. */

const without = (list: string[], item: string) => list.filter((other) => other !== item);
const toggled = (list: string[], item: string) =>
  list.includes(item) ? without(list, item) : [...list, item];

export function toggleClass(overlays: Overlays, label: string): Overlays {
  return { ...overlays, hidden_classes: toggled(overlays.hidden_classes, label) };
}

/** Show one class alone; all of them when it is alone already. */
export function onlyClass(overlays: Overlays, label: string, labels: string[]): Overlays {
  const others = without(labels, label);
  const isAlone =
    !overlays.hidden_classes.includes(label) &&
    others.every((other) => overlays.hidden_classes.includes(other));
  return { ...overlays, hidden_classes: isAlone ? [] : others };
}

/** Show all classes but one. */
export function showOtherClasses(overlays: Overlays, label: string): Overlays {
  return { ...overlays, hidden_classes: [label] };
}

export function showAllClasses(overlays: Overlays): Overlays {
  return { ...overlays, hidden_classes: [] };
}

export function toggleGroup(overlays: Overlays, group: string): Overlays {
  return { ...overlays, hidden_groups: toggled(overlays.hidden_groups, group) };
}

export function setOpacity(overlays: Overlays, group: string, opacity: number): Overlays {
  return { ...overlays, opacity: { ...overlays.opacity, [group]: opacity } };
}

/** Choose how a group is drawn; what is not named stays as it was. */
export function setStyle(overlays: Overlays, group: string, style: LayerStyle): Overlays {
  return { ...overlays, styles: { ...overlays.styles, [group]: { ...overlays.styles[group], ...style } } };
}

/** Draw the boxes of a group whose score lies in a range; null is an open end, and a range open on both sides goes. */
export function setScores(
  overlays: Overlays,
  group: string,
  key: string,
  [low, high]: [number | null, number | null],
): Overlays {
  const { [key]: _, ...others } = overlays.scores[group] ?? {};
  const ranges: Overlays["scores"][string] =
    low === null && high === null ? others : { ...others, [key]: [low, high] };
  const { [group]: __, ...groups } = overlays.scores;
  const isOpen = Object.keys(ranges).length === 0;
  return { ...overlays, scores: isOpen ? groups : { ...groups, [group]: ranges } };
}

/** Show boxes whatever their scores. */
export function showAllScores(overlays: Overlays): Overlays {
  return { ...overlays, scores: {} };
}

/** Give a class a colour, as #rrggbb; null takes it back to that of the palette. */
export function setColor(overlays: Overlays, label: string, color: string | null): Overlays {
  const { [label]: _, ...others } = overlays.colors;
  return { ...overlays, colors: color === null ? others : { ...others, [label]: color } };
}
