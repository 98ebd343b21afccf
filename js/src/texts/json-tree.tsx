import { useMemo, useState } from "preact/hooks";
import { loadChunk } from "../chunks";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { shown } from "../panels/json";
import type { CellProps } from "../panels/registry";
import { addClause } from "../query-edit";
import { useView, type ViewContext } from "../views/context";
import type { ColumnInfo } from "../wire";
import {
  clauseOf,
  isBranch,
  type JsonLine,
  jsonLines,
  lookOf,
  MORE,
  type Path,
  pathKey,
  pathText,
  previewOf,
  valueOfCell,
} from "./json-lines";
import "./json-tree.css";

const LINE_PX = 20;
/** A tree that is opened shows this many levels. */
const LEVELS = 2;

export interface JsonTreeProps {
  column: Pick<ColumnInfo, "name" | "kind">;
  value: unknown;
  /** In a cell: room for so many lines, and no keys of its own. */
  lines?: number;
}

/** What was folded or unfolded by hand, and how much of long lists is shown. */
interface Hand {
  open: Record<string, boolean>;
  shown: Record<string, number>;
}

/** A value as a tree that folds. */
export function JsonTree({ column, value, lines: most }: JsonTreeProps) {
  const view = useView();
  const [hand, setHand] = useState<Hand>({ open: {}, shown: {} });
  const [at, setAt] = useState(0);
  const isCell = most !== undefined;
  const lines = useMemo(() => {
    const isOpen = (path: Path) => hand.open[pathKey(path)] ?? path.length < (isCell ? 1 : LEVELS);
    return jsonLines(value, { isOpen, shown: (path) => hand.shown[pathKey(path)] ?? MORE }, most);
  }, [value, hand, most, isCell]);
  const focus = Math.min(at, lines.length - 1);
  const fold = ({ path }: JsonLine, isOpen: boolean) =>
    setHand({ ...hand, open: { ...hand.open, [pathKey(path)]: isOpen } });
  const press = (line: JsonLine) => {
    if (line.more > 0) {
      const key = pathKey(line.path);
      setHand({ ...hand, shown: { ...hand.shown, [key]: (hand.shown[key] ?? MORE) + MORE } });
    } else if (line.count) fold(line, !line.isOpen);
  };
  return (
    <div
      class={isCell ? "dv-tree is-small" : "dv-tree"}
      role="tree"
      aria-label={`Value of ${column.name}`}
      onKeyDown={(event) => {
        const line = lines[focus];
        if (isCell || !line || event.ctrlKey || event.metaKey || event.altKey) return;
        const action = keyAction(event.key, lines, focus, { setAt, fold, press });
        if (!action) return;
        event.preventDefault();
        event.stopPropagation();
        action();
      }}
    >
      {lines.map((line, index) => (
        <Line
          key={`${pathKey(line.path)} ${line.more > 0}`}
          line={line}
          column={column}
          view={view}
          isCell={isCell}
          isFocused={!isCell && index === focus}
          onFocus={() => setAt(index)}
          onPress={() => press(line)}
        />
      ))}
    </div>
  );
}

interface Actions {
  setAt(index: number): void;
  fold(line: JsonLine, isOpen: boolean): void;
  press(line: JsonLine): void;
}

/** What a key does in a tree (WAI-ARIA, tree view). */
function keyAction(key: string, lines: JsonLine[], at: number, { setAt, fold, press }: Actions) {
  const line = lines[at] as JsonLine;
  const last = lines.length - 1;
  const outer = lines.findLastIndex(({ depth }, index) => index < at && depth < line.depth);
  const actions: Record<string, (() => void) | false> = {
    ArrowDown: () => setAt(Math.min(last, at + 1)),
    ArrowUp: () => setAt(Math.max(0, at - 1)),
    Home: () => setAt(0),
    End: () => setAt(last),
    ArrowRight: () => (line.count && !line.isOpen ? fold(line, true) : setAt(Math.min(last, at + 1))),
    ArrowLeft: () => (line.isOpen ? fold(line, false) : setAt(Math.max(0, outer))),
    Enter: () => press(line),
    " ": () => press(line),
  };
  return actions[key];
}

interface LineProps {
  line: JsonLine;
  column: Pick<ColumnInfo, "name" | "kind">;
  view: ViewContext;
  isCell: boolean;
  isFocused: boolean;
  onFocus(): void;
  onPress(): void;
}

function Line({ line, column, view, isCell, isFocused, onFocus, onPress }: LineProps) {
  const { depth, key, count, isOpen, more, path, value } = line;
  const clause = isCell || more > 0 ? null : clauseOf(column.name, column.kind, path, value);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      class="dv-tree-line"
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={count ? isOpen : undefined}
      aria-selected={isFocused}
      tabIndex={isFocused ? 0 : -1}
      ref={(el) => {
        if (isFocused && el?.parentElement?.contains(document.activeElement))
          el.focus({ preventScroll: false });
      }}
      style={{ paddingLeft: `${depth * 14}px` }}
      onFocus={onFocus}
      onClick={(event) => {
        if (!count && more === 0) return;
        event.stopPropagation();
        onPress();
      }}
      onDblClick={(event) => (count || more > 0) && event.stopPropagation()}
    >
      <span class={isOpen ? "dv-tree-fold is-open" : "dv-tree-fold"}>
        {count ? <Icon name="right" size={12} /> : null}
      </span>
      {more > 0 ? (
        <span class="dv-tree-more">{`${formatCount(Math.min(more, MORE))} more of ${formatCount(more)}`}</span>
      ) : (
        <>
          {key !== null && (
            <span class="dv-tree-key">
              {key}
              <i>:</i>
            </span>
          )}
          <span
            class={`dv-tree-value is-${isOpen ? "open" : lookOf(value)}`}
            title={isBranch(value) ? undefined : previewOf(line).slice(0, 2000)}
          >
            {previewOf(line)}
          </span>
        </>
      )}
      {!isCell && more === 0 && (
        <span class="dv-tree-tools">
          {path.length > 0 && (
            <TreeTool
              icon="copy"
              title={`Copy the path ${pathText(path)}`}
              onPress={() => copyWith(view, pathText(path))}
            />
          )}
          {clause && (
            <TreeTool
              icon="filter"
              title={`Keep the rows where ${clause}`}
              onPress={() => {
                view.query.value = addClause(view.query.peek(), clause);
              }}
            />
          )}
        </span>
      )}
    </div>
  );
}

function TreeTool({ icon, title, onPress }: { icon: "copy" | "filter"; title: string; onPress(): void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      title={title}
      aria-label={title}
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
    >
      <Icon name={icon} size={12} />
    </button>
  );
}

/** Put a text on the clipboard with what the chunk of menus has for it; true where that went well. */
export async function copyWith(view: ViewContext, text: string): Promise<boolean> {
  try {
    const { exports } = await loadChunk(view, "menus");
    await (exports as unknown as typeof import("../views/menus")).copyText(text);
    return true;
  } catch {
    return false;
  }
}

/** A value in a cell as a tree; a text that is no JSON as it is. */
export function TreeCell({ column, value, height }: CellProps) {
  const lines = Math.max(1, Math.floor((height - 4) / LINE_PX));
  const read = useMemo(() => valueOfCell(value, column.kind), [value, column.kind]);
  if (read === undefined || !isBranch(read) || lines === 1) {
    const text = column.kind === "text" ? String(value) : shown(value);
    return <span class={column.kind === "text" ? "dv-text" : "dv-code dv-text"}>{text.slice(0, 400)}</span>;
  }
  return <JsonTree column={column} value={read} lines={lines} />;
}
