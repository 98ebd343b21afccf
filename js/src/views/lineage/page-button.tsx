import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Popover } from "../../controls/popover";
import { Chunked } from "../chunked";
import { PopoverWait } from "../lazy-menus";
import type { LineageState } from "./lineage-state";

/** Opens what writes the graph as a page. */
export function PageButton({ state }: { state: LineageState }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const answer = state.answer.value;
  if (!answer || answer.nodes.length === 0) return null;
  return (
    <>
      <Button
        icon="export"
        title="Write as an HTML page"
        buttonRef={button}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <Popover
          open
          anchor={button}
          onClose={() => setOpen(false)}
          label="HTML page of the lineage"
          align="end"
          width={400}
        >
          <Chunked
            name="menus"
            waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}
          >
            {({ PagePanel }) => (
              <PagePanel
                channel={state.channel}
                title={`Lineage of ${state.current?.label ?? answer.project}`}
              />
            )}
          </Chunked>
        </Popover>
      )}
    </>
  );
}
