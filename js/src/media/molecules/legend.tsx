import { formatRange } from "../../format";
import { COLORING_NAMES, type Coloring, type Legend } from "./colors";

/** What the colors of a molecule mean. */
export function MoleculeLegend({ legend, coloring }: { legend: Legend; coloring: Coloring }) {
  if (legend.kind === "ramp") {
    const [low, high] = formatRange(legend.low, legend.high);
    return (
      <p class="dv-molecule-legend">
        <span>{COLORING_NAMES[coloring]}</span>
        <span>{low}</span>
        <i class="dv-molecule-ramp" style={{ background: legend.css }} />
        <span>{high}</span>
      </p>
    );
  }
  return (
    <ul class="dv-molecule-legend" aria-label={COLORING_NAMES[coloring]}>
      {legend.entries.map(({ color, label }) => (
        <li key={label}>
          <i style={{ background: color }} />
          {label}
        </li>
      ))}
    </ul>
  );
}
