import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { PagePopover } from "../lazy-menus";
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
        <PagePopover
          anchor={button}
          onClose={() => setOpen(false)}
          label="HTML page of the lineage"
          channel={state.channel}
          title={`Lineage of ${state.current?.label ?? answer.project}`}
        />
      )}
    </>
  );
}
