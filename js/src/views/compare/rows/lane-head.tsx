import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon } from "../../../controls/icon";
import {
  boundNumber,
  formatCompact,
  formatCount,
  formatRange,
  formatRows,
  formatTime,
} from "../../../format";
import { isVisual } from "../../../panels/visual";
import { columnIcon, columnWords } from "../../column-words";
import { HeadCell, type HeadCellProps, Resizer } from "../../grid-head";
import { LazyMenu } from "../../lazy-menus";
import { type CompareState, useCompare } from "../compare-state";
import { digitsFor, fixed } from "../difference";
import { LaneMark, sideNames } from "../lane";
import { laneSortOf, sidesOf } from "../lane-sort";
import {
  isKeyColumn,
  isLaneColumn,
  isTableColumn,
  type KeyColumn,
  type LaneColumn,
  type TableColumn,
} from "../merged-columns";
import { ImageLanesHead } from "../pictures/image-lanes-head";
import { LaneHistogram, type NumberHead } from "./lane-histogram";
import { laneItems } from "./lane-items";

/** Roughly a letter of a caption. */
const LETTER_PX = 6;

/** The head of a column of lanes or of the key; all others have that of every table. */
export function LaneHead(props: HeadCellProps) {
  const { column } = props;
  if (isLaneColumn(column)) return <Head {...props} column={column} />;
  if (isKeyColumn(column) || isTableColumn(column)) return <Head {...props} column={column} />;
  return <HeadCell {...props} />;
}

function Head({
  column,
  width,
  index,
  layout,
  pinnedAt,
  id,
  isFocused,
}: HeadCellProps & { column: LaneColumn | KeyColumn | TableColumn }) {
  const state = useCompare();
  const chevron = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  const sort = sortOfHead(state, column);
  const isSortable = !isVisual(column);
  const names = ["dv-head-cell"];
  if (pinnedAt !== undefined) names.push("is-pinned");
  if (isFocused) names.push("is-focused");
  if (isOpen.value) names.push("is-open");
  if (layout?.moving.value?.column === column.name) names.push("is-moving");
  const focusHead = () => {
    state.focused.value = { row: -1, column: index };
  };
  return (
    <div
      id={id}
      class={names.join(" ")}
      role="columnheader"
      aria-colindex={index + (layout?.firstColumn ?? 2)}
      aria-sort={sort ? (sort.descending ? "descending" : "ascending") : "none"}
      aria-label={column.name}
      style={{ width: `${width}px`, left: pinnedAt === undefined ? undefined : `${pinnedAt}px` }}
    >
      <button
        type="button"
        class="dv-head-name"
        tabIndex={-1}
        title={titleOf(state, column, isSortable)}
        onPointerDown={({ button, pointerType, clientX, currentTarget }) => {
          if (!layout || button !== 0 || pointerType === "touch") return;
          state.picking.do(({ dragColumn }) => dragColumn(currentTarget, clientX, layout, column.name));
        }}
        onClick={(event) => {
          focusHead();
          if (isSortable) state.cycleSort(column, event.shiftKey);
        }}
      >
        <Icon
          name={isKeyColumn(column) ? "key" : isTableColumn(column) ? "table" : columnIcon(column)}
          size={14}
        />
        <span class="dv-text">{column.name}</span>
        {sort && (
          <span class="dv-sort">
            {sort.mark}
            <Icon name={sort.descending ? "desc" : "asc"} />
          </span>
        )}
      </button>
      {isLaneColumn(column) ? (
        <Figures column={column} width={width - 16} />
      ) : (
        <OrderCaption column={column} />
      )}
      <button
        ref={chevron}
        type="button"
        class="dv-head-more"
        data-column-menu={index}
        tabIndex={-1}
        title="Column menu"
        aria-label={`Menu of ${column.name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => {
          focusHead();
          isOpen.value = !isOpen.value;
        }}
      >
        <Icon name="down" />
      </button>
      {isOpen.value && (
        <LazyMenu
          anchor={chevron}
          label={`Column ${column.name}`}
          title={{ icon: columnIcon(column), text: column.name, note: columnWords(column) }}
          groups={laneItems(state, column)}
          width={280}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
      {layout && <Resizer width={width} layout={layout} column={column.name} />}
    </div>
  );
}

function titleOf(
  state: CompareState,
  column: LaneColumn | KeyColumn | TableColumn,
  isSortable: boolean,
): string {
  const words = `${column.name}: ${columnWords(column)}`;
  if (!isSortable) return words;
  const names = sideNames(state.about.value?.sides ?? []);
  const by = isLaneColumn(column) && column.kind === "number" ? ` by ${names.at(-1)} − ${names[0]}` : "";
  return `${words}; click to sort${by}, Shift+click to sort by it as well`;
}

/** How rows are sorted by a column, where they are: the tables that it goes by, and which way. */
function sortOfHead(state: CompareState, column: LaneColumn | KeyColumn | TableColumn) {
  const query = state.query.value;
  if (!isLaneColumn(column)) {
    const by = state.expressionOf(column);
    const key = query.sort.find((other) => other.by === by || other.by === column.name);
    return key ? { descending: key.descending, mark: null } : null;
  }
  const sort = laneSortOf(query, column);
  if (!sort) return null;
  const { side, of } = sort.by;
  const mark =
    of === "value" ? (
      <LaneMark side={side} size={8} />
    ) : (
      <span
        class="dv-sort-difference"
        title={of === "change" ? "by how far they are apart" : "by the difference"}
      >
        {of === "change" && "|"}
        <LaneMark side={side} size={8} />−<LaneMark side={0} size={8} />
        {of === "change" && "|"}
      </span>
    );
  return { descending: sort.descending, mark };
}

function Words({ words, title }: { words: string; title?: string }) {
  return (
    <small class="dv-lane-words" title={title}>
      {words}
    </small>
  );
}

function OrderCaption({ column }: { column: KeyColumn | TableColumn }) {
  const { sort } = useCompare().query.value;
  if (isTableColumn(column)) return <Words words="which table" />;
  if (column.part > 0) return null;
  return <Words words={sort.length === 0 ? "table order" : "sorted"} />;
}

/** Two colours of one histogram, or how many rows changed. */
function Figures({ column, width }: { column: LaneColumn; width: number }) {
  const state = useCompare();
  const head = state.heads.figures.value[column.name];
  if (column.kind === "image") return <ImageLanesHead column={column} width={width} />;
  if (!head) return null;
  if ("counts" in head) {
    return (
      <>
        <LaneHistogram column={column} head={head} width={width} />
        <RangeCaption column={column} head={head} width={width} />
      </>
    );
  }
  const { changed, compared } = head;
  const sides = sidesOf(column);
  const names = sideNames(state.about.value?.sides ?? []);
  const words =
    sides.length === 1
      ? `only in ${names[sides[0] as number]}`
      : compared === 0
        ? "nothing to compare"
        : `changed in ${formatCompact(changed)} of ${formatCompact(compared)}`;
  return (
    <Words
      words={words}
      title={`Of ${formatRows(compared)} that have it in more than one table, ${formatCount(changed)} changed`}
    />
  );
}

/** The ends of the axis, and the mean of every table between them. */
function RangeCaption({ column, head, width }: { column: LaneColumn; head: NumberHead; width: number }) {
  const { low, high, means, kind, integer } = head;
  if (low === null || high === null) return <Words words="all empty" />;
  if (kind === "timestamp") {
    const [from = "", to = ""] = [low, high].map((end) => formatTime(boundNumber(end)).slice(0, 10));
    return (
      <div class="dv-caption">
        <span>{from}</span>
        <span>{to}</span>
      </div>
    );
  }
  const [from, to] = [boundNumber(low), boundNumber(high)];
  const ends = formatRange(from, integer ? to - 1 : to);
  const digits = Math.max(0, Math.min(2, digitsFor(from, to, false)));
  const shown = means.map((mean) => (mean === null ? "–" : fixed(boundNumber(mean), digits)));
  const words = `mean ${shown.join(means.length === 2 ? " → " : ", ")}`;
  const hasRoom = (ends.join("").length + words.length + 4) * LETTER_PX <= width;
  return (
    <div class="dv-caption" title={`${column.name}: ${ends.join(" to ")}, ${words}`}>
      {hasRoom ? (
        <>
          <span>{ends[0]}</span>
          <span>{words}</span>
          <span>{ends[1]}</span>
        </>
      ) : means.length === 2 && words.length * LETTER_PX <= width ? (
        <span>{words}</span>
      ) : (
        <>
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </>
      )}
    </div>
  );
}
