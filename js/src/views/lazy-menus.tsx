import type { ComponentChildren } from "preact";
import { Button } from "../controls/button";
import type { MenuProps } from "../controls/menu";
import { type Anchor, Popover } from "../controls/popover";
import { Chunked } from "./chunked";
import type { ColumnMenuProps } from "./column-menu";
import type { PagePanelProps } from "./page-panel";

interface WaitingProps {
  failure: string | null;
  onRetry(): void;
}

/** What a popover holds until the part of the front end is here that fills it. */
export function PopoverWait({ failure, onRetry }: WaitingProps) {
  return (
    <p class="dv-popover-wait" aria-busy={failure === null}>
      {failure ?? "Loading …"}
      {failure && <Button look="link" small label="Try again" onClick={onRetry} />}
    </p>
  );
}

interface OpeningProps {
  anchor: Anchor;
  label: string;
  onClose(): void;
  children(chunk: typeof import("./menus")): ComponentChildren;
}

/** A menu once it can be drawn; until then its place says that it is on its way. */
function Opening({ anchor, label, onClose, children }: OpeningProps) {
  return (
    <Chunked
      name="menus"
      waiting={(failure, onRetry) => (
        <Popover open anchor={anchor} label={label} onClose={onClose}>
          <PopoverWait failure={failure} onRetry={onRetry} />
        </Popover>
      )}
    >
      {children}
    </Chunked>
  );
}

export function LazyMenu(props: MenuProps) {
  return <Opening {...props}>{({ Menu }) => <Menu {...props} />}</Opening>;
}

export function LazyColumnMenu(props: ColumnMenuProps) {
  return (
    <Opening {...props} label={`Column ${props.column.name}`}>
      {({ ColumnMenu }) => <ColumnMenu {...props} />}
    </Opening>
  );
}

export interface PagePopoverProps extends PagePanelProps {
  anchor: Anchor;
  label: string;
  onClose(): void;
}

/** Writes what is shown as an HTML page. */
export function PagePopover({ anchor, label, onClose, ...panel }: PagePopoverProps) {
  return (
    <Popover open anchor={anchor} onClose={onClose} label={label} align="end" width={400}>
      <Chunked name="menus" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
        {({ PagePanel }) => <PagePanel {...panel} />}
      </Chunked>
    </Popover>
  );
}
