import { Slider } from "../controls/slider";
import { useTable } from "./table-state";
import "./picture-size.css";

const SMALLEST_PX = 96;
const LARGEST_PX = 480;
const SPAN = Math.log(LARGEST_PX / SMALLEST_PX);

/** How large the pictures of the gallery are. */
export function PictureSize() {
  const { layout } = useTable();
  const { gallery } = layout.value;
  const share = Math.max(0, Math.min(1, Math.log(gallery.size_px / SMALLEST_PX) / SPAN));
  const pick = (value: number) => {
    const size_px = Math.round(SMALLEST_PX * Math.exp(value * SPAN));
    layout.value = { ...layout.peek(), gallery: { ...gallery, size_px } };
  };
  return (
    <span class="dv-picture-size" title="Size of the pictures">
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
