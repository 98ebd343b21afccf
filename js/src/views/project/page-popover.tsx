import type { RefObject } from "preact";
import { Popover } from "../../controls/popover";
import { Chunked } from "../chunked";
import { PopoverWait } from "../lazy-menus";
import { useProject } from "./project-state";

interface PagePopoverProps {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose(): void;
}

/** Writes the project as an HTML page. */
export function PagePopover({ anchor, onClose }: PagePopoverProps) {
  const { channel, listing } = useProject();
  return (
    <Popover open anchor={anchor} onClose={onClose} label="HTML page of the project" align="end" width={400}>
      <Chunked name="menus" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
        {({ PagePanel }) => <PagePanel channel={channel} title={listing.value?.project ?? "project"} />}
      </Chunked>
    </Popover>
  );
}
