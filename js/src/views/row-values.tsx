import { Icon } from "../controls/icon";
import { panelFor } from "../panels/registry";
import { isVisual } from "../panels/visual";
import type { Row } from "../rows";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";
import "./viewer-parts.css";

export interface RowValuesProps {
  /** The column whose picture is open. */
  column: ColumnInfo;
  row: Row | undefined;
  caption: string | null;
  /** The columns to show, where those are not of the table as it stands. */
  columns?: readonly ColumnInfo[];
}

/** The caption and the row's other columns, those in sight in the table. */
export function RowValues({ column, row, caption, columns: given }: RowValuesProps) {
  const view = useView();
  const { columns, panels, sort } = view.query.value;
  const all = (given ?? view.info.value?.columns ?? []).filter((other) => {
    return other.name !== column.name && !isVisual(other) && (!columns || columns.includes(other.name));
  });
  if (!caption && all.length === 0) return null;
  return (
    <dl class="dv-row-values">
      {caption && (
        <div class="dv-row-caption">
          <dt>caption</dt>
          <dd title={caption}>{caption}</dd>
        </div>
      )}
      {all.map((other) => {
        const { Cell } = panelFor(other, panels[other.name]);
        const key = sort.find(({ by }) => by === other.name);
        return (
          <div key={other.name}>
            <dt title={other.name}>
              <span>{other.name}</span>
              {key && <Icon name={key.descending ? "desc" : "asc"} size={10} />}
            </dt>
            <dd>
              {row ? (
                <Cell
                  column={other}
                  value={row.cell(other.name)}
                  row={row.id}
                  width={160}
                  height={panelFor(other, panels[other.name]).heightOf?.(other) ?? 20}
                  summary={undefined}
                />
              ) : (
                <span class="dv-skeleton" />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
