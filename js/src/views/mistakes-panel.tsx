import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { legendOf } from "../overlays";
import type { Agreement } from "../pixels/agreement";
import { useView } from "./context";
import { Swatch, shareText } from "./overlay-controls";
import type { KeptState } from "./viewer-state";
import "./mistakes-panel.css";

const LISTED = 14;

/** Which class was taken for which, the most pixels first; a press sets one kind before the others. */
export function MistakesPanel({ agreement, kept }: { agreement: Agreement | null; kept: KeptState }) {
  if (!agreement) {
    return (
      <section class="dv-mistakes">
        <h4>Mistakes</h4>
        <p>Known when both masks are here.</p>
      </section>
    );
  }
  return <Mistakes agreement={agreement} kept={kept} />;
}

function Mistakes({ agreement, kept }: { agreement: Agreement; kept: KeptState }) {
  const { hasTruth } = legendOf(useView()).value;
  const { mistakes, scored } = agreement;
  const { mistake: chosen } = kept;
  const wrong = mistakes.reduce((sum, { pixels }) => sum + pixels, 0);
  const most = mistakes[0]?.pixels ?? 1;
  const rest = mistakes[LISTED];
  return (
    <section class="dv-mistakes">
      <h4>
        {hasTruth ? "Mistakes" : "Differences"}{" "}
        <small>{shareText(wrong / Math.max(1, scored))} of pixels</small>
      </h4>
      <p>{hasTruth ? "True class, then what was predicted" : "Class on one side, then on the other"}</p>
      <ul>
        {mistakes.slice(0, LISTED).map(({ truth, guess, pixels }) => {
          const isChosen = chosen.value?.[0] === truth && chosen.value[1] === guess;
          return (
            <li key={`${truth}/${guess}`}>
              <button
                type="button"
                aria-pressed={isChosen}
                title={`${formatCount(pixels)} pixels of ${truth} ${hasTruth ? "predicted as" : "on one side,"} ${guess}`}
                onClick={() => {
                  chosen.value = isChosen ? null : [truth, guess];
                }}
              >
                <i style={{ width: `${(pixels / most) * 100}%` }} />
                <Named label={truth} />
                <Icon name="arrow" size={14} />
                <span class="dv-hidden">{hasTruth ? "predicted as" : "here,"}</span>
                <Named label={guess} />
                <span class="dv-mistake-share">{shareText(pixels / scored)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {mistakes.length === 0 && <p>No pixel that counts is wrong.</p>}
      {rest && (
        <p>
          {formatCount(mistakes.length - LISTED)} more, none over {shareText(rest.pixels / scored)}
        </p>
      )}
      <dl class="dv-mistake-key">
        <dt class="dv-key-striped" />
        <dd>{hasTruth ? "true class, predicted class" : "the classes of both sides"}</dd>
        <dt class="dv-key-dotted" />
        <dd>not labelled, not scored</dd>
      </dl>
    </section>
  );
}

function Named({ label }: { label: string }) {
  const entry = legendOf(useView()).value.byLabel.get(label);
  return (
    <span class="dv-mistake-class">
      {entry && <Swatch entry={entry} />}
      <span>{label}</span>
    </span>
  );
}
