import type { Content, Mode, Sheet } from "../../sheets";
import { type SidePicture, withLayers } from "./lane-layers";
import type { Pane, PictureMode, PicturePlan } from "./pane-plan";

/** What one pane of the large view shows; two contents lie over each other, divided by a line. */
export interface StagePane {
  key: string;
  pane: Pane | { kind: "overlay"; sides: number[] };
  contents: Content[];
}

/** What of the viewer's ways to lay out pictures the rows have as well. */
export const MODE_OF: Record<PictureMode, Mode> = {
  beside: "side",
  swipe: "swipe",
  differences: "difference",
};

export function pictureModeOf(mode: Mode): PictureMode | null {
  return (Object.keys(MODE_OF) as PictureMode[]).find((each) => MODE_OF[each] === mode) ?? null;
}

/** The ways to lay out a row that `here` tables have. */
export function comparedModes({ what }: PicturePlan, here: number): Mode[] {
  if (here < 2) return ["side"];
  return what === "photos" ? ["side", "swipe", "difference"] : ["side", "overlay", "swipe", "difference"];
}

/** The panes of a row, with what is drawn in each. Of a picture that is not here yet there are the column and no photo. */
export function stagePanes(
  panes: readonly Pane[],
  mode: Mode,
  pictures: readonly (SidePicture | Waiting | null)[],
  truth: readonly string[],
  { what }: PicturePlan,
): StagePane[] {
  const isTrue = ({ group }: { group: string }) => truth.includes(group);
  const content = (side: number, isKept: (layer: { group: string }) => boolean): Content[] => {
    const from = pictures[side];
    return from ? [contentOf(from, isKept, truth)] : [];
  };
  const ofTable = (side: number, withTruth: boolean) => content(side, (layer) => withTruth || !isTrue(layer));
  if (mode === "overlay") {
    const sides = pictures.flatMap((each) => (each ? [each.side] : []));
    const [first] = sides;
    return first === undefined
      ? []
      : [{ key: "overlay", pane: { kind: "overlay", sides }, contents: overlayOf(pictures, truth) }];
  }
  return panes.map((pane, k) => {
    const key = `${pane.kind}/${k}`;
    if (pane.kind === "truth") return { key, pane, contents: content(pane.side, isTrue) };
    if (pane.kind === "table") return { key, pane, contents: ofTable(pane.side, pane.withTruth) };
    if (pane.kind === "swipe")
      return { key, pane, contents: pane.sides.flatMap((side) => ofTable(side, what === "boxes")) };
    if (pane.kind === "same") return { key, pane, contents: content(pane.side, () => true) };
    if (pane.kind === "differences")
      return { key, pane, contents: content(pane.sides[0] as number, () => true) };
    return { key, pane, contents: [] };
  });
}

/** A table's picture that is on its way. */
export interface Waiting extends Omit<SidePicture, "picture"> {
  picture: null;
}

function contentOf(
  from: SidePicture | Waiting,
  isKept: (layer: { group: string }) => boolean,
  truth: readonly string[],
): Content {
  const { column } = from;
  const layers = column.layers.filter(isKept);
  const groups = [...new Set(layers.map(({ group }) => group))];
  const sheets = groups.map((group): Sheet => {
    const isTruth = truth.includes(group);
    const hasMask = layers.some((layer) => layer.group === group && layer.kind === "mask");
    return { column, group, isTruth, isNamed: isTruth, hasMask };
  });
  const kept = from.picture ? withLayers(from as SidePicture, isKept) : null;
  return {
    key: [column.name, ...groups].join(" "),
    sheets,
    column: kept?.column ?? { ...column, layers },
    picture: kept?.picture ?? null,
  };
}

/** What all tables show, over the photo of the first; of other sizes there is none. */
function overlayOf(pictures: readonly (SidePicture | Waiting | null)[], truth: readonly string[]): Content[] {
  const contents = pictures.flatMap((each) => (each ? [contentOf(each, () => true, truth)] : []));
  const [first] = contents;
  if (!first?.picture) return first ? [first] : [];
  const base = first.picture;
  const all = contents.filter(
    ({ picture }) => picture && picture.width === base.width && picture.height === base.height,
  );
  const seen = new Set<string>();
  const once = all.map(({ column, sheets, picture }) => {
    // What is true is drawn once, from the first table that says it.
    const groups = [...new Set(column.layers.map(({ group }) => group))].filter((group) => !seen.has(group));
    for (const group of groups) seen.add(group);
    const has = ({ group }: { group: string }) => groups.includes(group);
    return {
      layers: column.layers.filter(has),
      sheets: sheets.filter(({ group }) => group !== null && groups.includes(group)),
      masks: picture?.masks.filter(has) ?? [],
      boxes: picture?.boxes.filter(has) ?? [],
    };
  });
  return [
    {
      key: `overlay ${all.map(({ key }) => key).join(" ")}`,
      sheets: once.flatMap(({ sheets }) => sheets),
      column: { ...first.column, layers: once.flatMap(({ layers }) => layers) },
      picture: {
        ...base,
        masks: once.flatMap(({ masks }) => masks),
        boxes: once.flatMap(({ boxes }) => boxes),
      },
    },
  ];
}
