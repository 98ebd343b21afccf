import { prefetchChunk } from "../chunks";
import { Button } from "../controls/button";
import { Segments } from "../controls/segments";
import { isVisual } from "../panels/visual";
import type { Layout } from "../wire";
import { Chunked } from "./chunked";
import { useTable } from "./table-state";
import "./layout-switch.css";

const MODES = [
  { value: "grid", label: "Grid", icon: "table", title: "Rows as lines of cells" },
  { value: "gallery", label: "Gallery", icon: "gallery", title: "Rows as pictures" },
] as const;

/** Grid or gallery; nothing where a table has no pictures. One button where room is short. */
export function LayoutSwitch() {
  const state = useTable();
  if (state.isGrouped || !state.info.value?.columns.some(isVisual)) return null;
  const { mode } = state.layout.value;
  const pick = (mode: Layout["mode"]) => {
    state.layout.value = { ...state.layout.peek(), mode };
  };
  const [other] = MODES.filter(({ value }) => value !== mode);
  // Who points at the switch may press it.
  const expect = ({ currentTarget }: Event) => prefetchChunk(state, "gallery", currentTarget as HTMLElement);
  return (
    <span class="dv-layout-switch" role="presentation" onPointerOver={expect} onFocusIn={expect}>
      {mode === "gallery" && (
        <Chunked name="pictures" waiting={() => null}>
          {({ PictureSize }) => <PictureSize />}
        </Chunked>
      )}
      <Segments label="Layout" segments={MODES} value={mode} onPick={pick} />
      {other && (
        <Button
          icon={other.icon}
          title={`Show as ${other.label.toLowerCase()}`}
          onClick={() => pick(other.value)}
        />
      )}
    </span>
  );
}
