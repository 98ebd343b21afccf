import { useEffect, useState } from "preact/hooks";
import { formatRows } from "../format";
import { type Legend, type LegendGroup, legendOf, styleOf } from "../overlays";
import { roleOf } from "../panels/paint";
import type { ColumnInfo, ImageSummary, LayerStyle, Overlays, Summary } from "../wire";
import { useView } from "./context";
import { ClassList, GroupList, shareText } from "./overlay-controls";
import "./classes-panel.css";

/** The classes and groups of all pictures: which are drawn, how strongly, and how much of each there is. */
export function ClassesPanel() {
  const view = useView();
  const legend = legendOf(view).value;
  const { classes, groups } = legend;
  const columns = (view.info.value?.columns ?? []).filter(({ layers }) => layers.length > 0);
  const { query } = view;
  const [shares, setShares] = useState<Shares | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const names = columns.map(({ name }) => name);
    view.channel
      .ask("summary", { query: query.value, columns: names }, abort.signal)
      .then(({ result }) => setShares(poolShares(columns, result.columns)))
      // Shares are an extra: without them the classes can still be switched.
      .catch(() => setShares(null));
    return () => abort.abort();
  }, [view, query.value]);

  const most = Math.max(...(shares?.byLabel.values() ?? []), Number.MIN_VALUE);
  return (
    <div class="dv-classes-panel">
      <GroupList
        groups={groups}
        styleOf={(group) => styleInCells(group, columns, legend, view.overlays.value)}
      />
      <ClassList
        classes={classes}
        figures={(label) => {
          const share = shares?.byLabel.get(label) ?? 0;
          return (
            <>
              <span class="dv-class-bar" aria-hidden="true">
                <i style={{ width: `${(share / most) * 100}%` }} />
              </span>
              <span class="dv-class-figure">{shares ? shareText(share) : ""}</span>
            </>
          );
        }}
      />
      <p class="dv-classes-note">
        {shares ? `Share of ${shares.of} in the ${formatRows(view.rows.matched.value)} shown.` : " "}
      </p>
    </div>
  );
}

/** How a group is drawn in the cells of the first column that has it. */
export function styleInCells(
  { name, kinds }: LegendGroup,
  columns: ColumnInfo[],
  legend: Legend,
  { styles, hidden_groups }: Overlays,
): Required<LayerStyle> {
  const kind = kinds.includes("mask") ? "mask" : "box";
  const column = columns.find(({ layers }) => layers.some((layer) => layer.group === name));
  const shown = (column?.layers ?? []).filter(
    (layer) => layer.kind === kind && !hidden_groups.includes(layer.group),
  );
  return styleOf(styles[name], { kind, isLarge: false, ...roleOf(name, shown, legend) });
}

export interface Shares {
  of: "pixels" | "boxes";
  byLabel: Map<string, number>;
}

/** Shares of the classes: of the pixels of the masks or, where there is no mask, of the boxes; the mean over the groups. */
export function poolShares(columns: ColumnInfo[], summaries: Record<string, Summary>): Shares {
  const pools = { mask: new Map<string, number>(), box: new Map<string, number>() };
  const layers = { mask: 0, box: 0 };
  for (const column of columns) {
    const summary = summaries[column.name];
    for (const { group, kind, classes } of summary?.kind === "image"
      ? (summary as ImageSummary).layers
      : []) {
      const labels = new Map(
        column.layers.find((layer) => layer.group === group && layer.kind === kind)?.classes,
      );
      layers[kind]++;
      for (const { class_id, share } of classes) {
        const label = labels.get(class_id);
        if (label !== undefined) pools[kind].set(label, (pools[kind].get(label) ?? 0) + share);
      }
    }
  }
  const kind = layers.mask > 0 ? "mask" : "box";
  const byLabel = new Map([...pools[kind]].map(([label, share]) => [label, share / layers[kind]]));
  return { of: kind === "mask" ? "pixels" : "boxes", byLabel };
}
