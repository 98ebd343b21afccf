import { Button } from "../controls/button";
import { Icon, type IconName } from "../controls/icon";
import { formatCount } from "../format";
import { legendOf, styleOf } from "../overlays";
import { roleOf } from "../panels/paint";
import type { Agreement } from "../pixels/agreement";
import type { Outcome } from "../pixels/matching";
import { countPixels } from "../pixels/sampled-masks";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";
import { Divider } from "./divider";
import { ImagePane, type PaneProps } from "./image-pane";
import { MiniMap } from "./mini-map";
import { shareText } from "./overlay-controls";
import type { Viewed } from "./row-pictures";
import { type Content, type Mode, type Sheet, titleOf } from "./sheets";
import { Notes } from "./viewer-notes";

export interface StageProps extends Pick<PaneProps, "name" | "row" | "state" | "judged" | "at"> {
  mode: Mode;
  contents: Content[];
  /** The column that was opened. */
  open: ColumnInfo;
  counts: Record<Outcome, number> | null;
  agreement: Agreement | null;
  viewedOf(column: string): Viewed;
  onRetry(): void;
}

/** The panes of a row, each with its name and the one number that judges it. */
export function Stage(props: StageProps) {
  const { mode, contents, open, state, viewedOf, onRetry } = props;
  const panes = mode === "swipe" ? [contents] : contents.map((content) => [content]);
  const [left, right] = contents;
  return (
    <div class="dv-viewer-stage">
      <div
        class="dv-viewer-panes"
        data-mode={mode}
        style={{ "--dv-panes": Math.min(panes.length, panes.length > 3 ? 2 : 3) }}
      >
        {panes.map((shown, k) => {
          const [content] = shown;
          if (!content) return null;
          const viewed = viewedOf(content.column.name);
          return (
            <div key={shown.map(({ key }) => key).join("|")} class="dv-viewer-pane">
              {mode !== "swipe" && <PaneHead {...props} content={content} />}
              <div class="dv-viewer-frame" style={{ aspectRatio: String(state.aspect.value ?? 4 / 3) }}>
                <ImagePane
                  contents={shown}
                  name={
                    shown.length > 1 || contents.length === 1
                      ? props.name
                      : `${props.name}, ${titles(content)}`
                  }
                  row={props.row}
                  state={state}
                  judged={props.judged}
                  isDifference={mode === "difference"}
                  isFirst={k === 0}
                  at={props.at}
                >
                  {k === 0 && content.picture && <MiniMap picture={content.picture} state={state} />}
                  {mode === "swipe" && left && right && (
                    <Divider names={[titles(left), titles(right)]} state={state} />
                  )}
                </ImagePane>
                {viewed.status === "empty" && <Failure message="This row has no picture." />}
                {viewed.status === "loading" && (
                  <i class="dv-viewer-progress" role="progressbar" aria-label="Loading" />
                )}
                {viewed.status === "failed" && <Failure message={viewed.message} onRetry={onRetry} />}
              </div>
            </div>
          );
        })}
      </div>
      {contents.length === 0 && (
        <Failure message={`Nothing of ${open.name} is shown. Press the eye of a group to show it.`} />
      )}
      <Notes contents={contents} viewedOf={viewedOf} kept={state.kept} />
    </div>
  );
}

const titles = ({ sheets, column }: Content) => sheets.map(titleOf).join(", ") || column.name;

function PaneHead({ mode, content, contents, open, counts, agreement }: StageProps & { content: Content }) {
  const { sheets } = content;
  const legend = legendOf(useView()).value;
  if (sheets.length === 0) return null;
  const isSide = mode === "side";
  const against = sheets.find(({ isTruth }) => isTruth);
  const found = sheets.filter(({ isTruth }) => !isTruth);
  const isAgainst =
    (mode === "difference" || (mode === "overlay" && counts !== null)) && against && found.length > 0;
  return (
    <div class="dv-pane-head">
      <span class="dv-text">
        {isAgainst ? (
          <>
            <b>{found.map(titleOf).join(", ")}</b> against <b>{titleOf(against)}</b>
          </>
        ) : (
          sheets.map((sheet) => (
            <span key={`${sheet.column.name}/${sheet.group}`} class="dv-pane-title">
              {!isSide && sheets.length > 1 && <StyleIcon sheet={sheet} content={content} />}
              <b>{titleOf(sheet)}</b>
              {sheet.group !== null && sheet.column !== open && isRepeated(sheet, contents) && (
                <small>{sheet.column.name}</small>
              )}
            </span>
          ))
        )}
      </span>
      <small>{judgementOf(mode, content, counts, agreement, legend.hasTruth)}</small>
    </div>
  );
}

/** Whether another sheet has the same title. */
const isRepeated = (sheet: Sheet, contents: Content[]) =>
  contents.some(({ sheets }) => sheets.some((other) => other !== sheet && titleOf(other) === titleOf(sheet)));

/** The number that judges a pane. */
export function judgementOf(
  mode: Mode,
  { sheets, picture }: Content,
  counts: Record<Outcome, number> | null,
  agreement: Agreement | null,
  hasTruth: boolean,
): string {
  const isGuess = sheets.some(({ isTruth }) => !isTruth);
  if (isGuess && agreement && agreement.scored > 0 && sheets.some(({ hasMask }) => hasMask)) {
    const { scored, right, meanIou } = agreement;
    if (mode === "difference") return `${shareText(1 - right / scored)} of pixels differ`;
    return `mean IoU ${meanIou?.toFixed(3) ?? "none"} · ${shareText(right / scored)} of pixels ${hasTruth ? "right" : "agree"}`;
  }
  if (isGuess && counts)
    return `${counts.matched} matched, ${counts["false positive"]} false positive, ${counts.missed} missed`;
  const [sheet] = sheets;
  if (sheets.length !== 1 || !sheet || !picture) return "";
  const mask = picture.masks.find(({ group }) => group === sheet.group)?.mask;
  if (mask) return plural(countPixels(mask).size, "class", "classes");
  const boxes = picture.boxes.find(({ group }) => group === sheet.group)?.boxes;
  return boxes ? plural(boxes.length, "box", "boxes") : "";
}

const plural = (count: number, one: string, many: string) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** How a group is drawn, as a small sign before its name. */
function StyleIcon({ sheet, content }: { sheet: Sheet; content: Content }) {
  const view = useView();
  const { group, hasMask } = sheet;
  if (group === null) return null;
  const kind = hasMask ? "mask" : "box";
  const layers = content.column.layers.filter((layer) => layer.kind === kind);
  const role = roleOf(group, layers, legendOf(view).value);
  const style = styleOf(view.overlays.value.styles[group], { kind, isLarge: true, ...role });
  const icons: Record<typeof style.look, IconName> = { fill: "fill", outline: "outline", both: "both" };
  const names = ["dv-style-sign", style.look !== "fill" && `dv-line-${style.line}`];
  return (
    <span class={names.filter(Boolean).join(" ")}>
      <Icon name={icons[style.look]} size={14} />
    </span>
  );
}

export function Failure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div class="dv-viewer-failure" role="alert">
      <Icon name="missing" size={24} />
      <p>{message}</p>
      {onRetry && <Button look="line" label="Try again" onClick={onRetry} />}
    </div>
  );
}
