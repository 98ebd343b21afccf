import { textWidth } from "../text-width";
import { Chunked } from "../views/chunked";
import { useView } from "../views/context";
import { Absent, Null } from "./nothing";
import { type CellProps, registerPanel } from "./registry";

/** Where these cells have more than letters: an address, or words that a filter may look for. */
const ADDRESS = /^https?:/i;
const LONGEST = 4000;

export function TextCell(props: CellProps) {
  const { value, height } = props;
  const view = useView();
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
  const plain = (
    <span
      class={height > 40 ? "dv-text dv-text-lines" : "dv-text"}
      style={{ WebkitLineClamp: Math.floor((height - 4) / 18) }}
      title={text.length > 12 ? text.slice(0, LONGEST) : undefined}
    >
      {text.slice(0, LONGEST)}
    </span>
  );
  if (!ADDRESS.test(text) && !view.query.value.filters.some(({ on }) => on)) return plain;
  return (
    <Chunked name="texts" waiting={() => plain}>
      {({ CELLS: { text: Rich } }) => <Rich {...props} />}
    </Chunked>
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
