import { Fragment } from "preact";
import { Button } from "../../controls/button";
import { Chunked } from "../chunked";
import { ColumnsButton } from "../columns-button";
import { AddVersion } from "./add-version";
import { useCompare } from "./compare-state";
import { SideButton } from "./side-button";
import { Tabs } from "./tabs";

/** Which tables are compared, and in which way. */
export function TitleBar() {
  const state = useCompare();
  const sides = state.about.value?.sides ?? [];
  const swap = () => {
    const [first, second, ...others] = state.comparison.peek().order;
    if (first !== undefined && second !== undefined)
      void state.arrange({ order: [second, first, ...others] });
  };
  return (
    <div class="dv-toolbar dv-compare-title" role="toolbar" aria-label="Tables">
      {sides.map((side, at) => (
        <Fragment key={at}>
          {at === 1 && <Button icon="swap" title="Swap first and second" onClick={swap} />}
          <SideButton side={side} at={at} />
        </Fragment>
      ))}
      {sides.length > 0 && sides.length < 8 && <AddVersion />}
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

function Undo() {
  const { history } = useCompare();
  const isNew = history.past.value.length === 0;
  return (
    <Button
      icon="undo"
      class="dv-roomy"
      title={isNew ? "Nothing to undo" : "Undo the last change of the view (Ctrl Z)"}
      aria-label="Undo"
      disabled={isNew}
      onClick={() => history.undo()}
    />
  );
}
