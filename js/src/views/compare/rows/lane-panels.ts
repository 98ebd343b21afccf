/** Panels of columns of lanes; the first that accepts a column is its default. */
import { registerPanel } from "../../../panels/registry";
import { numberLanes } from "./number-lanes";
import { valueLanes } from "./value-lanes";
import "./lanes.css";

registerPanel(numberLanes);
registerPanel(valueLanes);
