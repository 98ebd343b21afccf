import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { Chunked } from "../chunked";
import { ColumnsButton } from "../columns-button";
import { useCompare } from "./compare-state";
import { LaneMark } from "./lane";
import { Tabs } from "./tabs";
import type { Side } from "./wire";

/** Which tables are compared, and in which way. */
export function TitleBar() {
  const state = useCompare();
  const sides = state.about.value?.sides ?? [];
  return (
    <div class="dv-toolbar dv-compare-title" role="toolbar" aria-label="Tables">
      {sides.map((side, at) => (
        <SideName key={at} side={side} at={at} hasMark={sides.length > 1} />
      ))}
      <span class="dv-grow" />
      <Undo />
      {state.info.value && <ColumnsButton />}
      {state.info.value && (
        <Chunked name="menus" waiting={() => <Button icon="more" title="More" disabled />}>
          {({ MoreButton }) => <MoreButton />}
        </Chunked>
      )}
      <Tabs />
    </div>
  );
}

function SideName({ side, at, hasMark }: { side: Side; at: number; hasMark: boolean }) {
  const rows = `${formatCount(side.row_count)} rows`;
  return (
    <span class="dv-side">
      {hasMark && <LaneMark side={at} />}
      <span class="dv-text">{side.title}</span>
      <b>{side.version || side.label}</b>
      <span class="dv-quiet dv-optional">{side.note ? `${side.note}, ${rows}` : rows}</span>
    </span>
  );
}

function Undo() {
  const { history } = useCompare();
  const isNew = history.past.value.length === 0;
  return (
    <Button
      icon="undo"
      title={isNew ? "Nothing to undo" : "Undo the last change of the view (Ctrl Z)"}
      aria-label="Undo"
      disabled={isNew}
      onClick={() => history.undo()}
    />
  );
}
