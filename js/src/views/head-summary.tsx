import { ShareBar } from "../charts/share-bar";
import { TopValues } from "../charts/top-values";
import { formatCount } from "../format";
import { legendOf } from "../overlays";
import { addClause, quoteName } from "../query-edit";
import type { ColumnInfo, ImageSummary, StructSummary, TextSummary } from "../wire";
import { useView } from "./context";
import { Caption, hasRoomFor } from "./head-caption";
import { brushedSummary } from "./live-brush";
import { emptyWords, NumberHead } from "./number-head";
import { type TableState, useTable } from "./table-state";
import { chosenValues, pickValue, type Value } from "./value-clauses";
import "./heads.css";

export interface HeadSummaryProps {
  column: ColumnInfo;
  /** Room for the figures, in px. */
  width: number;
}

/** Live figures in a column's head: all rows in grey, those kept in dark. */
export function HeadSummary({ column, width }: HeadSummaryProps) {
  const { summaries, brush } = useTable();
  const summary = brushedSummary(summaries.value[column.name], brush.counts.value[column.name]);
  switch (summary?.kind) {
    case "number":
    case "timestamp":
      return <NumberHead column={column} summary={summary} width={width} />;
    case "text":
    case "boolean":
      return <ValueHead column={column} summary={summary} />;
    case "image":
      return <ImageHead column={column} summary={summary} />;
    case "struct":
      return <StructHead summary={summary} width={width} />;
    default:
      return null;
  }
}

/** The two commonest values; of mixed cells their kinds. */
function ValueHead({ column, summary }: { column: ColumnInfo; summary: TextSummary }) {
  const state = useTable();
  const { top, distinct, empty_kept } = summary;
  const isDistinct = summary.kind === "text" && distinct > 12 && top.every(({ all }) => all <= 1);
  if (isDistinct || top.length === 0) {
    const words = distinct === 0 ? "all empty" : `${formatCount(distinct)} distinct`;
    return <Caption left={words} right={distinct === 0 ? "" : emptyWords(empty_kept, 0)} />;
  }
  const of = summary.of ?? quoteName(column.name);
  const chosen = chosenValues(state.query.value, of);
  const values: { value: Value; kept: number; all: number }[] = [...top];
  if (empty_kept > 0) values.push({ value: null, kept: empty_kept, all: summary.empty_all });
  const isChosen = (value: Value) => chosen.includes(value);
  values.sort(
    (a, b) => Number(isChosen(b.value)) - Number(isChosen(a.value)) || b.kept - a.kept || b.all - a.all,
  );
  return (
    <TopValues
      values={values.slice(0, 2).map(({ value, kept }) => ({ value, count: kept }))}
      total={Math.max(
        values.reduce((sum, { kept }) => sum + kept, 0),
        state.rows.matched.value,
      )}
      chosen={chosen}
      hint="click to keep only these, Shift+click for these as well"
      onPick={(value, isMore) => state.edit((query) => pickValue(query, of, value as Value, isMore))}
    />
  );
}

function ImageHead({ column, summary }: { column: ColumnInfo; summary: ImageSummary }) {
  const view = useView();
  const state = useTable();
  const legend = legendOf(view).value;
  const hidden = view.overlays.value.hidden_classes;
  const layer = summary.layers[0];
  if (!layer) return <Caption left="no masks or boxes" />;
  const labels = new Map(column.layers.find(({ group }) => group === layer.group)?.classes ?? []);
  const shares = [...layer.classes]
    .sort((a, b) => a.class_id - b.class_id)
    .map(({ class_id, share }) => {
      const label = labels.get(class_id) ?? String(class_id);
      const known = legend.byLabel.get(label);
      const color = known?.css ?? "var(--dv-mute)";
      return { id: class_id, label, share, color, isDim: hidden.includes(label) };
    });
  const of = layer.kind === "mask" ? "share of pixels by class" : "share of boxes by class";
  const others = summary.layers.length - 1;
  return (
    <>
      <ShareBar
        shares={shares}
        label={`${layer.group}: ${of}`}
        hint="click to keep only rows that have it"
        onPick={({ id }) => pickClass(state, column.name, layer, id)}
      />
      <Caption left={layer.group} right={others > 0 ? `+${others}` : ""} title={`${layer.group}: ${of}`} />
    </>
  );
}

/** Keep the rows whose picture has a class, in a mask or as a box. */
export function pickClass(
  state: TableState,
  column: string,
  { group, kind }: ImageSummary["layers"][number],
  id: number,
): void {
  const layer = `${quoteName(column)}.${kind === "mask" ? "masks" : "boxes"}.${quoteName(group)}`;
  const text = `any(${kind === "mask" ? `${layer}.classes` : layer}, class_id = ${id})`;
  state.edit((query) => addClause(query, text));
}

function StructHead({ summary, width }: { summary: StructSummary; width: number }) {
  const { fields, empty_kept } = summary;
  const [only = "object"] = fields;
  const words = fields.length > 1 ? `${fields.length} fields` : only;
  const empty = emptyWords(empty_kept, 0);
  const hasRoom = hasRoomFor([words, empty], width);
  return (
    <Caption
      left={hasRoom || empty === "" ? words : ""}
      right={empty}
      title={[fields.join(", ") || words, empty].filter(Boolean).join("; ")}
    />
  );
}
