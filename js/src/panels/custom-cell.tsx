/** The chunk `panels`: cells that a module of the user's draws. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { readExtendedJson } from "../extended-json";
import { boundNumber } from "../format";
import { useView } from "../views/context";
import type { ColumnInfo, CustomPanelInfo } from "../wire";
import type { PanelProps } from "./custom-contract";
import { PanelHost } from "./panel-host";
import { mountOf } from "./panel-modules";
import { type CellProps, panelsFor, withPanel } from "./registry";
import "./custom-cell.css";

/** Cells this far out of sight are drawn already, in px. */
const NEAR_PX = 120;
const PADDING_PX = 8;

export interface CustomCellProps {
  panel: CustomPanelInfo;
  cell: CellProps;
}

/** One cell drawn by a panel of the user's: mounted while it is in sight, and never more than itself broken. */
export function CustomCell({ panel, cell }: CustomCellProps) {
  const { channel } = useView();
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const theme = useHostTheme(box);
  const host = useRef<PanelHost | null>(null);
  const column = useColumn(cell.column);
  const value = useMemo(() => plainValue(cell.value, cell.column), [cell.value, cell.column]);

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    setFailure(null);
    const made = new PanelHost(el, panel.label, () => mountOf(channel, panel), setFailure);
    host.current = made;
    return () => {
      host.current = null;
      made.hide();
    };
  }, [channel, panel]);

  // Another value, another chance.
  useLayoutEffect(() => setFailure(null), [value, cell.row]);

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: `${NEAR_PX}px`,
    });
    observer.observe(el);
    return () => observer.disconnect();
  }, []);

  const hasFailed = failure !== null;
  useLayoutEffect(() => {
    if (!isNear || hasFailed) {
      host.current?.hide();
      return;
    }
    const props: PanelProps = {
      value,
      column,
      row: cell.row,
      width: Math.max(1, Math.round(cell.width - 2 * PADDING_PX)),
      height: Math.max(1, Math.round(cell.height - 5)),
      theme,
      range: rangeOf(cell),
    };
    host.current?.show(props);
  });

  return (
    <>
      <div ref={box} class="dv-custom" hidden={hasFailed} style={{ height: `${cell.height - 5}px` }} />
      {failure && <Failed column={cell.column} message={failure} />}
    </>
  );
}

/** What went wrong, and a way out, in the room of a cell. */
function Failed({ column, message }: { column: ColumnInfo; message: string }) {
  const { query } = useView();
  const plain = panelsFor(column).find(({ align }) => align !== "panel");
  return (
    <span class="dv-custom-failed" role="alert" title={message}>
      <Icon name="warning" size={14} />
      <span class="dv-text">{message}</span>
      {plain && (
        <Button
          look="link"
          small
          label={
            plain.name === "json" || plain.name === "text"
              ? "Show as text"
              : `Show as ${plain.label.toLowerCase()}`
          }
          title={`Show the column ${column.name} without this panel`}
          onClick={() => {
            const { panels } = query.peek();
            const choice = withPanel(panels[column.name], "cell", plain.name);
            query.value = { ...query.peek(), panels: { ...panels, [column.name]: choice } };
          }}
        />
      )}
    </span>
  );
}

/** What varies by row came as JSON; a point in time comes as milliseconds. */
export function plainValue(value: unknown, { kind, type }: Pick<ColumnInfo, "kind" | "type">): unknown {
  if (kind === "timestamp" && !(value instanceof Date)) return new Date(Number(value));
  if (typeof value !== "string" || kind === "text" || type === "string") return value;
  try {
    return readExtendedJson(value);
  } catch {
    return value;
  }
}

function rangeOf({ summary }: CellProps): PanelProps["range"] {
  if (summary?.kind !== "number" && summary?.kind !== "timestamp") return null;
  if (summary.of !== undefined || summary.min === null || summary.max === null) return null;
  return { min: boundNumber(summary.min), max: boundNumber(summary.max) };
}

/** The same object while the column says the same, so that a panel is not told of a change that is none. */
function useColumn({ name, kind, type, integer }: ColumnInfo): PanelProps["column"] {
  return useMemo(() => ({ name, kind, type, integer }), [name, kind, type, integer]);
}

/** The theme of the view that a cell stands in. */
function useHostTheme(box: { current: HTMLElement | null }): PanelProps["theme"] {
  const [theme, setTheme] = useState<PanelProps["theme"]>("light");
  useLayoutEffect(() => {
    const root = box.current?.closest<HTMLElement>(".dv");
    if (!root) return;
    const read = () => setTheme(root.dataset.theme === "dark" ? "dark" : "light");
    read();
    const observer = new MutationObserver(read);
    observer.observe(root, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, [box]);
  return theme;
}
