import { textWidth } from "../text-width";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

function TextCell({ value, height }: CellProps) {
  if (value === undefined) return <Absent />;
  if (value === null) return <Null />;
  const text = String(value);
  if (text === "") {
    return (
      <span class="dv-code dv-quiet" title="text of no length">
        ""
      </span>
    );
  }
  return (
    <span
      class={height > 40 ? "dv-text dv-text-lines" : "dv-text"}
      title={text.length > 12 ? text : undefined}
    >
      {text}
    </span>
  );
}

registerPanel({
  name: "text",
  label: "Text",
  icon: "text",
  accepts: ({ kind }) => kind === "text",
  Cell: TextCell,
  align: "start",
  width: (_, values) => {
    const texts = values.filter((v) => typeof v === "string");
    return Math.min(280, Math.max(72, ...texts.map((text) => textWidth(text) + 20)));
  },
});
