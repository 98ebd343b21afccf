import { Icon } from "../controls/icon";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

function BooleanCell({ value }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  if (!value) return <span class="dv-quiet">false</span>;
  return (
    <span class="dv-true">
      <Icon name="check" />
      true
    </span>
  );
}

registerPanel({
  name: "boolean",
  label: "Value",
  icon: "boolean",
  accepts: ({ kind }) => kind === "boolean",
  Cell: BooleanCell,
  align: "start",
  width: () => 104,
});
