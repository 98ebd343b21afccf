import type { Signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { formatCount } from "../format";
import { type Legend, legendOf } from "../overlays";
import { countPixels } from "../pixels/masks";
import type { Thumbnail } from "../thumbnails";
import type { ColumnInfo, Layer } from "../wire";
import { useView } from "./context";
import { ClassList, GroupList, shareText } from "./overlay-controls";

/** Figures beside a class: one for each layer, as many as there is room for. */
const MOST_FIGURES = 3;
/** With more classes than this, those of the picture come first. */
const LONG_LEGEND = 16;

export interface ViewerPanelProps {
  column: ColumnInfo;
  picture: Thumbnail | null;
  lit: Signal<string | null>;
  hasLabels: Signal<boolean>;
}

/** Groups and classes of the open picture: what is drawn, how strongly, and how much of each there is. */
export function ViewerPanel({ column, picture, lit, hasLabels }: ViewerPanelProps) {
  const legend = legendOf(useView()).value;
  const layers = column.layers.slice(0, MOST_FIGURES);
  const figures = useMemo(() => layers.map((layer) => figuresOf(layer, picture)), [column, picture]);
  const isHere = (label: string) => figures.some((byLabel) => byLabel.has(label));
  let classes = classesOf(legend, column);
  if (classes.length > LONG_LEGEND) {
    classes = [
      ...classes.filter(({ label }) => isHere(label)),
      ...classes.filter(({ label }) => !isHere(label)),
    ];
  }
  const groups = legend.groups
    .filter(({ name }) => column.layers.some(({ group }) => group === name))
    .map((group) => ({
      ...group,
      kinds: column.layers.filter(({ group: name }) => name === group.name).map(({ kind }) => kind),
    }));
  return (
    <aside
      class="dv-viewer-panel"
      aria-label="Overlays"
      style={{ "--dv-figure": layers.length > 2 ? "46px" : "66px" }}
    >
      <div class="dv-viewer-panel-scroll">
        <section>
          <h4>
            Groups
            {column.layers.some(({ kind }) => kind === "box") && (
              <label class="dv-switch">
                Labels
                <input
                  type="checkbox"
                  checked={hasLabels.value}
                  onChange={(event) => {
                    hasLabels.value = event.currentTarget.checked;
                  }}
                />
              </label>
            )}
          </h4>
          <GroupList groups={groups} />
        </section>
        <section>
          <h4>
            Classes <small>{formatCount(classes.length)}</small>
          </h4>
          <ClassList
            classes={classes}
            lit={lit.value}
            heads={layers.map(({ group, kind }) => (
              <span key={`${kind}/${group}`} class="dv-class-figure" title={headTitle(kind, group)}>
                {group}
              </span>
            ))}
            figures={(label) =>
              layers.map(({ group, kind }, k) => (
                <span key={`${kind}/${group}`} class="dv-class-figure">
                  {picture && (kind === "box" || figures[k]?.size)
                    ? figureText(kind, figures[k]?.get(label) ?? 0)
                    : ""}
                </span>
              ))
            }
          />
        </section>
      </div>
    </aside>
  );
}

const headTitle = (kind: Layer["kind"], group: string) =>
  kind === "mask" ? `Share of the pixels in ${group}` : `Boxes in ${group}`;

function figureText(kind: Layer["kind"], value: number): string {
  return kind === "box" ? formatCount(value) : shareText(value);
}

function classesOf(legend: Legend, column: ColumnInfo) {
  const labels = new Set(column.layers.flatMap(({ classes }) => classes.map(([, label]) => label)));
  return legend.classes.filter(({ label }) => labels.has(label));
}

/** Of each class in one layer of a picture: its share of the pixels, or its number of boxes. */
export function figuresOf(
  layer: Layer,
  picture: Pick<Thumbnail, "masks" | "boxes"> | null,
): Map<string, number> {
  const labels = new Map(layer.classes);
  const figures = new Map<string, number>();
  const add = (id: number | null, amount: number) => {
    const label = id === null ? undefined : labels.get(id);
    if (label !== undefined) figures.set(label, (figures.get(label) ?? 0) + amount);
  };
  if (layer.kind === "mask") {
    const mask = picture?.masks.find(({ group }) => group === layer.group)?.mask;
    if (mask) for (const [id, pixels] of countPixels(mask)) add(id, pixels / mask.ids.length);
  } else {
    const boxes = picture?.boxes.find(({ group }) => group === layer.group)?.boxes ?? [];
    for (const { class_id } of boxes) add(class_id, 1);
  }
  return figures;
}
