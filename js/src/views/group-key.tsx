import { Null } from "../panels/nothing";
import { NumberText } from "../panels/number";
import type { KeyValue as Value } from "../wire";
import { valueText } from "./groups";

/** One value of a group's key, as a cell would show it. */
export function KeyValue({ value }: { value: Value }) {
  if (value === null) return <Null />;
  if (typeof value === "number") return <NumberText value={value} />;
  if (value === "") return <span class="dv-code dv-quiet">""</span>;
  return <span class="dv-text">{valueText(value)}</span>;
}
