import type { ComponentChildren, ComponentType } from "preact";
import { Divider } from "../../divider";
import { ImagePane, type PaneProps } from "../../image-pane";
import { MiniMap } from "../../mini-map";
import type { Judged } from "../../pane-drawing";
import type { Viewed } from "../../row-pictures";
import { Notes } from "../../viewer-notes";
import { Failure } from "../../viewer-stage";
import type { StagePane } from "./compared-contents";

export interface ComparedStageProps extends Pick<PaneProps, "name" | "row" | "state" | "at" | "tintOf"> {
  panes: readonly StagePane[];
  labels: readonly string[];
  Mark: ComponentType<{ side: number }>;
  /** What a pane is judged by, in words. */
  noteOf(pane: StagePane): ComponentChildren;
  judgedOf(pane: StagePane): Judged | null;
  /** Draws differences in place of overlays. */
  drawOverOf(pane: StagePane): PaneProps["drawOver"];
  isGrey: boolean;
  /** Whether panes stand below each other. */
  isNarrow: boolean;
  wordsOf(pane: Extract<StagePane["pane"], { kind: "gone" }>): string;
  viewedOf(column: string): Viewed;
  onRetry(): void;
}

/** The pictures of all tables, each with its table's mark and the one number that judges it. */
export function ComparedStage(props: ComparedStageProps) {
  const { panes, state, viewedOf, labels } = props;
  const most = props.isNarrow ? 1 : panes.length === 4 ? 2 : 3;
  return (
    <div class="dv-viewer-stage">
      <div class="dv-viewer-panes" style={{ "--dv-panes": Math.min(most, panes.length) }}>
        {panes.map((shown) => {
          const { key, pane, contents } = shown;
          const [first] = contents;
          const edge = pane.kind === "table" ? `dv-pl-framed dv-t${pane.side % 8}` : "";
          return (
            <div key={key} class="dv-viewer-pane">
              <Head {...props} shown={shown} />
              <div
                class={`dv-viewer-frame ${edge}`}
                style={{ aspectRatio: String(state.aspect.value ?? 4 / 3) }}
              >
                {pane.kind === "gone" ? (
                  <span class="dv-pl-gone dv-pl-gone-large">
                    <span>{props.wordsOf(pane)}</span>
                  </span>
                ) : (
                  <ImagePane
                    contents={contents}
                    name={`${props.name}, ${nameOf(shown, labels)}`}
                    row={props.row}
                    state={state}
                    judged={props.judgedOf(shown)}
                    isDifference={pane.kind === "differences" && props.isGrey}
                    drawOver={props.drawOverOf(shown)}
                    tintOf={props.tintOf}
                    isFirst={shown === panes.find((each) => each.contents.length > 0)}
                    at={props.at}
                  >
                    {first?.picture && shown === panes[0] && (
                      <MiniMap picture={first.picture} state={state} />
                    )}
                    {pane.kind === "swipe" && (
                      <Divider
                        names={[labels[pane.sides[0]] ?? "", labels[pane.sides[1]] ?? ""]}
                        state={state}
                      />
                    )}
                  </ImagePane>
                )}
                {contents.map(({ column }) => (
                  <Progress key={column.name} viewed={viewedOf(column.name)} onRetry={props.onRetry} />
                ))}
              </div>
            </div>
          );
        })}
      </div>
      <Notes contents={panes.flatMap(({ contents }) => contents)} viewedOf={viewedOf} kept={state.kept} />
    </div>
  );
}

function Progress({ viewed, onRetry }: { viewed: Viewed; onRetry(): void }) {
  if (viewed.status === "loading")
    return <i class="dv-viewer-progress" role="progressbar" aria-label="Loading" />;
  if (viewed.status === "failed") return <Failure message={viewed.message} onRetry={onRetry} />;
  return null;
}

/** A pane in words. */
function nameOf({ pane }: StagePane, labels: readonly string[]): string {
  switch (pane.kind) {
    case "truth":
      return "truth";
    case "table":
      return labels[pane.side] ?? "";
    case "same":
    case "swipe":
      return pane.sides.map((side) => labels[side]).join(" and ");
    case "differences":
      return "differences";
    case "overlay":
      return pane.sides.map((side) => labels[side]).join(" over ");
    case "gone":
      return pane.side === null ? "truth" : (labels[pane.side] ?? "");
  }
}

function Head({ shown, labels, Mark, noteOf }: ComparedStageProps & { shown: StagePane }) {
  const { pane } = shown;
  const sides = "sides" in pane ? pane.sides : pane.kind === "truth" || pane.side === null ? [] : [pane.side];
  return (
    <div class="dv-pane-head">
      <span class="dv-text">
        {sides.length === 0 && <b>truth</b>}
        {sides.map((side) => (
          <span key={side} class="dv-pane-title">
            <Mark side={side} /> <b>{labels[side]}</b>
          </span>
        ))}
      </span>
      <small>{noteOf(shown)}</small>
    </div>
  );
}
