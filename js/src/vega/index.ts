/** The chunk `chart`: charts in Vega and Vega-Lite, alone in a view or within another. */
import { ChartRoot } from "./chart-root";

export const roots = { chart: ChartRoot };

export { LoggedChart, type LoggedChartProps } from "./logged-chart";
export { VegaChart, type VegaChartProps } from "./vega-chart";
