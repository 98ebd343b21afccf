import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { formatCount } from "../format";
import { type Legend, type LegendGroup, legendOf } from "../overlays";
import { type Agreement, isIgnored } from "../pixels/agreement";
import type { Thumbnail } from "../thumbnails";
import type { Box, ColumnInfo, Layer, LayerStyle } from "../wire";
import { figuresOf } from "./class-figures";
import { useView } from "./context";
import type { BoxJudgement } from "./judging";
import { MistakesPanel } from "./mistakes-panel";
import { OutcomeControls } from "./outcome-controls";
import { ClassList, GroupList, shareText } from "./overlay-controls";
import { ScoreRange } from "./score-range";
import type { PanelLayer } from "./viewer-row";
import type { KeptState } from "./viewer-state";
import "./viewer-panel.css";

/** Figures beside a class: one for each layer, as many as there is room for. */
const MOST_FIGURES = 3;
/** With more classes than this, those of the picture come first. */
const LONG_LEGEND = 16;
/** A predicted share that is off by more than this part of the true one stands out. */
const OFF_BY = 0.5;
const LEAST_SHARE = 0.002;

export interface ViewerPanelProps {
  layers: PanelLayer[];
  pictureOf(column: ColumnInfo): Thumbnail | null;
  lit: Signal<string | null>;
  kept: KeptState;
  judgement: BoxJudgement | null;
  /** Whether differences are drawn, and what they are once both masks are here. */
  isDifference: boolean;
  agreement: Agreement | null;
  styleOf(group: LegendGroup): Required<LayerStyle>;
}

/** Groups and classes of the open pictures: what is drawn, how, and how much of each there is. */
export function ViewerPanel(props: ViewerPanelProps) {
  const { layers, pictureOf, lit, kept, judgement, isDifference, agreement, styleOf } = props;
  const view = useView();
  const legend = legendOf(view).value;
  if (isDifference) {
    return (
      <Panel label="Mistakes">
        <MistakesPanel agreement={agreement} kept={kept} />
      </Panel>
    );
  }
  const names = new Set(layers.map(({ group }) => group));
  const groups = legend.groups
    .filter(({ name }) => names.has(name))
    .map((group) => ({
      ...group,
      kinds: layers.filter(({ group: name }) => name === group.name).map(({ kind }) => kind),
    }));
  const boxed = layers.filter(({ kind }) => kind === "box");
  const scored = boxed.flatMap((layer) =>
    layer.score_keys.map((key) => ({ layer, key, boxes: boxesOf(layer, pictureOf(layer.column)) })),
  );
  return (
    <Panel label="Overlays">
      <section>
        <h4>
          Groups
          {boxed.length > 0 && (
            <label class="dv-switch">
              Labels
              <input
                type="checkbox"
                checked={view.overlays.value.labels}
                onChange={(event) => {
                  view.overlays.value = { ...view.overlays.peek(), labels: event.currentTarget.checked };
                }}
              />
            </label>
          )}
        </h4>
        <GroupList groups={groups} styleOf={styleOf} isLarge />
      </section>
      {judgement && <OutcomeControls counts={judgement.counts} kept={kept} />}
      {scored.map(({ layer, key, boxes }) => (
        <ScoreRange
          key={`${layer.column.name}/${layer.group}/${key}`}
          column={layer.column.name}
          group={layer.group}
          source={layer.source}
          scoreKey={key}
          boxes={boxes}
          verdicts={judgement?.verdicts ?? null}
        />
      ))}
      <Classes layers={layers} legend={legend} pictureOf={pictureOf} lit={lit} />
    </Panel>
  );
}

function Panel({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <aside class="dv-viewer-panel" aria-label={label}>
      <div class="dv-viewer-panel-scroll">{children}</div>
    </aside>
  );
}

const boxesOf = ({ group }: Layer, picture: Thumbnail | null): Box[] =>
  picture?.boxes.find((entry) => entry.group === group)?.boxes ?? [];

interface ClassesProps extends Pick<ViewerPanelProps, "layers" | "pictureOf" | "lit"> {
  legend: Legend;
}

function Classes({ layers, legend, pictureOf, lit }: ClassesProps) {
  const shown = layers.slice(0, MOST_FIGURES);
  const pictures = shown.map(({ column }) => pictureOf(column));
  const figures = useMemo(
    () => shown.map((layer, k) => figuresOf(layer, pictures[k] ?? null)),
    [...pictures, ...shown],
  );
  const labels = new Set(layers.flatMap(({ classes }) => classes.map(([, label]) => label)));
  const isHere = (label: string) => figures.some((byLabel) => byLabel.has(label));
  let classes = legend.classes.filter(({ label }) => labels.has(label));
  if (classes.length > LONG_LEGEND) {
    classes = [
      ...classes.filter(({ label }) => isHere(label)),
      ...classes.filter(({ label }) => !isHere(label)),
    ];
  }
  const truth = shown.findIndex(({ isTruth, kind }) => isTruth && kind === "mask");
  return (
    <section style={{ "--dv-figure": shown.length > 2 ? "46px" : "62px" }}>
      <h4>
        Classes <small>{formatCount(classes.length)}</small>
      </h4>
      <ClassList
        classes={classes}
        lit={lit.value}
        heads={shown.map(({ group, kind, column }) => (
          <span
            key={`${column.name}/${kind}/${group}`}
            class="dv-class-figure"
            title={headTitle(kind, group)}
          >
            {group}
          </span>
        ))}
        figures={(label) =>
          shown.map(({ group, kind, isTruth, column }, k) => {
            const here = figures[k];
            const value = here?.get(label) ?? 0;
            const isOff =
              truth >= 0 &&
              !isIgnored(label) &&
              !isTruth &&
              kind === "mask" &&
              here !== undefined &&
              here.size > 0
                ? isOffBy(figures[truth]?.get(label) ?? 0, value)
                : false;
            return (
              <span
                key={`${column.name}/${kind}/${group}`}
                class={`dv-class-figure ${isOff ? "dv-is-off-by" : ""}`}
                title={isOff ? "Off by more than half of the true share" : undefined}
              >
                {pictures[k] && (kind === "box" || here?.size) ? figureText(kind, value) : ""}
              </span>
            );
          })
        }
      />
    </section>
  );
}

/** Whether a predicted share is far from the true one. */
export function isOffBy(truth: number, guess: number): boolean {
  return Math.abs(truth - guess) > OFF_BY * Math.max(truth, LEAST_SHARE);
}

const headTitle = (kind: Layer["kind"], group: string) =>
  kind === "mask" ? `Share of the pixels in ${group}` : `Boxes in ${group}`;

function figureText(kind: Layer["kind"], value: number): string {
  return kind === "box" ? formatCount(value) : shareText(value);
}
