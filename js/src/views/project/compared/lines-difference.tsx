import { useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../../controls/button";
import { formatCount } from "../../../format";
import { type DiffFold, type DiffLine, diffCounts, diffLines, folded } from "../line-diff";
import { counted } from "../words";

interface LinesDifferenceProps {
  before: string;
  after: string;
  names: readonly [string, string];
}

/** Shown at first, and so many more each time. */
const PAGE = 1_000;
const SIGNS = { same: " ", gone: "−", new: "+" } as const;

/** Two texts as one: lines that went, lines that came, and a few of those around them. N and P go from change to change. */
export function LinesDifference({ before, after, names }: LinesDifferenceProps) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [most, setMost] = useState(PAGE);
  const box = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => folded(lines, open), [lines, open]);
  const { fresh, gone } = diffCounts(lines);
  /** To the next change below, or above, the upper edge. */
  const go = (step: 1 | -1) => {
    const el = box.current;
    if (!el) return;
    const starts = [...el.querySelectorAll<HTMLElement>("[data-change]")];
    const edge = el.getBoundingClientRect().top + MARGIN_PX;
    const tops = starts.map((start) => start.getBoundingClientRect().top - edge);
    const at = step > 0 ? tops.findIndex((top) => top > 1) : tops.findLastIndex((top) => top < -1);
    if (at >= 0) el.scrollTop += tops[at] as number;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work wherever the focus is inside
    <div
      class="dv-diff"
      onKeyDown={(event) => {
        const step = { n: 1, p: -1 }[event.key] as 1 | -1 | undefined;
        if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        go(step);
      }}
    >
      <p class="dv-diff-head">
        <span>
          {fresh + gone === 0
            ? "Only the ends of lines differ."
            : `${counted(gone, "line")} of ${names[0]} gone, ${counted(fresh, "line")} of ${names[1]} new`}
        </span>
        <i class="dv-grow" />
        <Button icon="asc" small title="The change before (P)" onClick={() => go(-1)} />
        <Button icon="desc" small title="The next change (N)" onClick={() => go(1)} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is long is scrolled by keys */}
      <div ref={box} class="dv-diff-lines" role="region" tabIndex={0} aria-label="Lines that differ">
        <table>
          <tbody>
            {shown
              .slice(0, most)
              .map((line, at) =>
                line.kind === "fold" ? (
                  <Fold
                    key={`fold ${line.at}`}
                    fold={line}
                    onOpen={() => setOpen(new Set(open).add(line.at))}
                  />
                ) : (
                  <Line
                    key={`${line.before} ${line.after}`}
                    line={line}
                    isFirst={
                      line.kind !== "same" && ["same", "fold", undefined].includes(shown[at - 1]?.kind)
                    }
                  />
                ),
              )}
          </tbody>
        </table>
        {shown.length > most && (
          <Button
            small
            label={`Show ${formatCount(Math.min(PAGE, shown.length - most))} more lines of ${formatCount(shown.length - most)}`}
            onClick={() => setMost(most + PAGE)}
          />
        )}
      </div>
    </div>
  );
}

const MARGIN_PX = 24;

function Fold({ fold: { count }, onOpen }: { fold: DiffFold; onOpen(): void }) {
  return (
    <tr class="is-fold">
      <td colSpan={4}>
        <button type="button" class="dv-link" onClick={onOpen}>
          Show {formatCount(count)} lines that are the same
        </button>
      </td>
    </tr>
  );
}

function Line({ line, isFirst }: { line: DiffLine; isFirst: boolean }) {
  const { kind, before, after, text, words } = line;
  const shown = words
    ? words.map(({ kind, text }, at) => (kind === "same" ? text : <mark key={at}>{text}</mark>))
    : text;
  return (
    <tr class={`is-${kind}`} data-change={isFirst ? "" : undefined}>
      <td class="dv-diff-number">{before}</td>
      <td class="dv-diff-number">{after}</td>
      <td class="dv-diff-sign">{SIGNS[kind]}</td>
      <td class="dv-diff-text">
        {kind === "gone" ? <del>{shown}</del> : kind === "new" ? <ins>{shown}</ins> : shown}
      </td>
    </tr>
  );
}
