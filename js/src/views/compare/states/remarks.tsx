import { Icon } from "../../../controls/icon";
import { useCompare } from "../compare-state";
import { sideNames } from "../lane";
import { sideRemarks } from "./words";
import "./states.css";

/** What else a reader should know of the tables: one that is empty, rows that have no key. */
export function Remarks() {
  const about = useCompare().about.value;
  const remarks = about && about.sides.length > 1 ? sideRemarks(about, sideNames(about.sides)) : [];
  if (remarks.length === 0) return null;
  return (
    <div class="dv-note is-remark" role="status">
      <Icon name="info" />
      <span>{remarks.join(" ")}</span>
    </div>
  );
}
