import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { type Anchor, Popover } from "../../controls/popover";
import { formatRows } from "../../format";
import { messageOf } from "../../thumbnails";
import { LazyMenu, PopoverWait } from "../lazy-menus";
import { useCompare } from "./compare-state";
import type { VersionOffer } from "./wire";

/** Compare one more: another version of an artifact that is here. */
export function AddVersion() {
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  return (
    <>
      <Button
        buttonRef={anchor}
        icon="plus"
        title="Compare another version as well"
        aria-label="Add version"
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        label={<span class="dv-optional">Add version</span>}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      {isOpen.value && (
        <Versions
          anchor={anchor}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </>
  );
}

function Versions({ anchor, onClose }: { anchor: Anchor; onClose(): void }) {
  const state = useCompare();
  const [offers, setOffers] = useState<VersionOffer[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setFailure(null);
    state.channel.ask("versions", {}, abort.signal).then(
      ({ result }) => setOffers(result.versions),
      (error) => abort.signal.aborted || setFailure(messageOf(error)),
    );
    return () => abort.abort();
  }, [state, attempt]);
  if (!offers || offers.length === 0) {
    return (
      <Popover open anchor={anchor} label="Add a version" onClose={onClose} width={320}>
        {offers ? (
          <p class="dv-popover-wait">
            There is no other version here. In Python, compare(a, b, c) takes up to 8 tables.
          </p>
        ) : (
          <PopoverWait failure={failure} onRetry={() => setAttempt(attempt + 1)} />
        )}
      </Popover>
    );
  }
  return (
    <LazyMenu
      anchor={anchor}
      label="Versions"
      groups={[
        offers.map(({ ref, title, version, note, row_count }) => ({
          icon: "plus",
          label: `${title} ${version}${note ? `, ${note}` : ""}`,
          ...(row_count === null ? {} : { note: formatRows(row_count) }),
          onPick: () => void state.arrange({ add: [ref] }),
        })),
      ]}
      onClose={onClose}
      width={320}
    />
  );
}
