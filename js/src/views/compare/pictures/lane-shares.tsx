import type { ComponentChildren, ComponentType } from "preact";
import { Icon } from "../../../controls/icon";
import type { BoxFinds } from "../../../pixels/box-finds";
import type { PhotoDifference } from "../../../pixels/photo-difference";
import type { SideOutcomes } from "../../../pixels/side-outcomes";
import { shareText } from "../../overlay-controls";

export interface SharesProps {
  width: number;
  height: number;
  labels: readonly string[];
  Mark: ComponentType<{ side: number }>;
}

interface LineProps {
  /** What the sign stands for. */
  title: string;
  sign: ComponentChildren;
  side: number | null;
  /** Part of the picture, 0 to 1. */
  share: number;
  text: string;
}

/** Bars are full at half of a picture: more than that hardly ever differs. */
const FULL = 0.5;

function Line({ title, sign, side, share, text }: LineProps) {
  return (
    <span class={`dv-pl-share ${side === null ? "" : `dv-t${side % 8}`}`} title={title}>
      <span class="dv-pl-sign" role="img" aria-label={title}>
        {sign}
      </span>
      <span class="dv-pl-track">
        <i style={{ width: `${Math.min(1, share / FULL) * 100}%` }} />
      </span>
      <span class="dv-pl-number">{text}</span>
    </span>
  );
}

function Shares({ width, height, children }: SharesProps & { children: ComponentChildren }) {
  return (
    <span class="dv-pl-shares" style={{ width: `${width}px`, height: `${height}px` }}>
      {children}
    </span>
  );
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** How much of a picture each table alone got right, and how much none did. */
export function MaskShares(props: SharesProps & { outcomes: SideOutcomes; hasTruth: boolean }) {
  const { outcomes, hasTruth, labels, Mark } = props;
  const share = (pixels: number) => (outcomes.scored > 0 ? pixels / outcomes.scored : 0);
  const line = (pixels: number) => ({ share: share(pixels), text: shareText(share(pixels)) });
  return (
    <Shares {...props}>
      {hasTruth &&
        outcomes.only.map((pixels, side) => (
          <Line
            key={side}
            title={`only ${labels[side]} right`}
            sign={<Mark side={side} />}
            side={side}
            {...line(pixels)}
          />
        ))}
      {outcomes.only.length > 2 && hasTruth && (
        <Line
          title="some right"
          sign={<Icon name="check" size={12} />}
          side={null}
          {...line(outcomes.some)}
        />
      )}
      <Line
        title={hasTruth ? wrongWords(labels.length) : "different"}
        sign={<Icon name={hasTruth ? "cross" : "difference"} size={12} />}
        side={null}
        {...line(outcomes.apart)}
      />
    </Shares>
  );
}

/** What is hatched: no table is right. */
export function wrongWords(tables: number): string {
  return tables === 2 ? "both wrong" : "all wrong";
}

/** Which true boxes each table alone found, what it found where nothing is, and what nobody found. */
export function BoxShares(props: SharesProps & { finds: BoxFinds; truths: number }) {
  const { finds, truths, labels, Mark } = props;
  const missed = `${plural(finds.missed, "true box", "true boxes")} missed by ${labels.length === 2 ? "both" : "all"}`;
  return (
    <Shares {...props}>
      {finds.only.map((only, side) => {
        const wrong = finds.wrong[side] ?? 0;
        const title = `${labels[side]}: ${plural(only, "true box", "true boxes")} that it alone found, ${plural(wrong, "box", "boxes")} where nothing is`;
        return (
          <span key={side} class={`dv-pl-share dv-t${side % 8}`} title={title}>
            <span class="dv-pl-sign">
              <Mark side={side} />
            </span>
            <span class="dv-pl-words">
              {only} alone, {wrong} wrong
            </span>
          </span>
        );
      })}
      <span class="dv-pl-share" title={missed}>
        <span class="dv-pl-sign">
          <Icon name="ring" size={12} />
        </span>
        <span class="dv-pl-words">
          {finds.missed} of {truths} missed
        </span>
      </span>
    </Shares>
  );
}

/** How many boxes each table has, where nobody says which are true. */
export function BoxCounts(props: SharesProps & { counts: readonly (number | null)[] }) {
  const { counts, Mark } = props;
  return (
    <Shares {...props}>
      {counts.map(
        (count, side) =>
          count !== null && (
            <span key={side} class={`dv-pl-share dv-t${side % 8}`}>
              <span class="dv-pl-sign">
                <Mark side={side} />
              </span>
              <span class="dv-pl-words">{plural(count, "box", "boxes")}</span>
            </span>
          ),
      )}
    </Shares>
  );
}

/** How much of a photo is not as in the first table. */
export function PhotoShares(props: SharesProps & { difference: PhotoDifference | null; isOneFile: boolean }) {
  const { difference, isOneFile } = props;
  const share = difference ? difference.changed / Math.max(1, difference.far.length) : 0;
  return (
    <Shares {...props}>
      {isOneFile ? (
        <span class="dv-pl-words">same file</span>
      ) : difference ? (
        <Line
          title="pixels that differ"
          sign={<Icon name="difference" size={12} />}
          side={null}
          share={share}
          text={shareText(share)}
        />
      ) : (
        <span class="dv-pl-words">other size</span>
      )}
    </Shares>
  );
}
