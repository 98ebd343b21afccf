import { Button } from "../controls/button";
import { Segments } from "../controls/segments";
import { Slider } from "../controls/slider";
import type { Layout } from "../wire";
import { useTable } from "./table-state";
import "./layout-switch.css";

const MODES = [
  { value: "grid", label: "Grid", icon: "table", title: "Rows as lines of cells" },
  { value: "gallery", label: "Gallery", icon: "gallery", title: "Rows as pictures" },
] as const;

/** Grid or gallery; nothing where a table has no pictures. One button where room is short. */
export function LayoutSwitch() {
  const state = useTable();
  if (state.isGrouped || !state.info.value?.columns.some(({ kind }) => kind === "image")) return null;
  const { mode } = state.layout.value;
  const pick = (mode: Layout["mode"]) => {
    state.layout.value = { ...state.layout.peek(), mode };
  };
  const [other] = MODES.filter(({ value }) => value !== mode);
  return (
    <span class="dv-layout-switch">
      {mode === "gallery" && <PictureSize />}
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

const SMALLEST_PX = 96;
const LARGEST_PX = 480;
const SPAN = Math.log(LARGEST_PX / SMALLEST_PX);

/** How large the pictures of the gallery are. */
function PictureSize() {
  const { layout } = useTable();
  const { gallery } = layout.value;
  const share = Math.max(0, Math.min(1, Math.log(gallery.size_px / SMALLEST_PX) / SPAN));
  const pick = (value: number) => {
    const size_px = Math.round(SMALLEST_PX * Math.exp(value * SPAN));
    layout.value = { ...layout.peek(), gallery: { ...gallery, size_px } };
  };
  return (
    <span class="dv-gallery-size" title="Size of the pictures">
      <span class="dv-quiet">Size</span>
      <Slider
        label="Size of the pictures"
        value={share}
        text={`${gallery.size_px} pixels wide`}
        onInput={pick}
      />
    </span>
  );
}
