import { Thumbnail } from "./image";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

const PADDING = 4;

function ImageCell({ column, value, row, width, height }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  return (
    <Thumbnail column={column} row={row} width={width - 2 * PADDING} height={height - 2 * PADDING - 1} />
  );
}

registerPanel({
  name: "image",
  label: "Picture",
  icon: "image",
  accepts: ({ kind }) => kind === "image",
  Cell: ImageCell,
  align: "picture",
  width: () => 124,
});
