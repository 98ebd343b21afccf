import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Popover } from "../controls/popover";
import { Chunked } from "./chunked";
import { PopoverWait } from "./lazy-menus";
import { useTable } from "./table-state";

/** Button of the toolbar that opens the list of all columns. */
export function ColumnsButton() {
  const state = useTable();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const all = state.info.value?.columns.length ?? 0;
  const shown = state.columns.value.length;
  return (
    <>
      <Button
        buttonRef={anchor}
        icon="columns"
        title="Show, hide, search and order columns"
        aria-label={`Columns, ${shown} of ${all} shown`}
        aria-expanded={isOpen}
        label={<span class="dv-optional">Columns {shown === all ? all : `${shown} of ${all}`}</span>}
        onClick={() => setOpen(!isOpen)}
      />
      <Popover
        anchor={anchor}
        open={isOpen}
        onClose={() => setOpen(false)}
        label="Columns"
        align="end"
        width={328}
      >
        <Chunked name="menus" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
          {({ ColumnsPanel }) => <ColumnsPanel />}
        </Chunked>
      </Popover>
    </>
  );
}
