/** Panels of columns of lanes; the first that accepts a column is its default. */

import { registerPanel } from "../../../panels/registry";
import { mediaLanes } from "../media/media-lanes";
import { imageLanes } from "../pictures/image-lanes";
import { histogramLanes } from "./histogram-lanes";
import { keyCell } from "./key-cell";
import { numberLanes } from "./number-lanes";
import { tableCell } from "./table-cell";
import { textLanes } from "./text-lanes";
import { valueLanes } from "./value-lanes";
import "./lanes.css";

registerPanel(keyCell);
registerPanel(tableCell);
registerPanel(imageLanes);
registerPanel(mediaLanes);
registerPanel(histogramLanes);
registerPanel(numberLanes);
registerPanel(textLanes);
registerPanel(valueLanes);
