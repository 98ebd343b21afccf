import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { shown } from "../panels/json";
import { chosenPanel } from "../panels/registry";
import { isVisual } from "../panels/visual";
import { names } from "../query-edit";
import { textWidth } from "../text-width";
import type { GroupBand as Band, ColumnInfo, Group, KeyValue, Query, Questions } from "../wire";
import { EmptyResult } from "./empty-result";
import { Selected } from "./grid-foot";
import { HeadCell, useSummaries } from "./grid-head";
import { GroupBand } from "./group-band";
import { onTreeKey } from "./group-keys";
import { GroupRow } from "./group-row";
import { groupName, groupState, namesOf, toggle } from "./group-state";
import { useTable } from "./table-state";
import "./groups.css";

export const KEY_WIDTH = 156;
/** Pictures of a group on the screen at once. */
export const GALLERY = 6;
export const GROUP_BINS = 14;

const WIDTHS: Record<ColumnInfo["kind"], number> = {
  image: 240,
  number: 140,
  timestamp: 160,
  text: 132,
  boolean: 116,
  list: 116,
  struct: 116,
  any: 116,
};

export interface GroupColumn {
  column: ColumnInfo;
  width: number;
  index: number;
}

/** The ends of a column's axis, the same in every group. */
export type Axis = Questions["groups"]["result"]["ranges"][string];

type Answer = Questions["groups"]["result"] & { query: Query; start: number };

/** Rows in groups: one row of pictures, distributions and top values per group. */
export function Groups() {
  const state = useTable();
  const { start, closed } = groupState(state);
  const setStart = (first: number) => {
    start.value = first;
    box.current?.scrollTo({ top: 0 });
  };
  const box = useRef<HTMLDivElement>(null);
  const answer = useGroups(start.value, () => setStart(0));
  const groupBy = state.shown.value.group_by;
  const columns = state.columns.value
    .map((column, index) => ({ column, index, width: widthOf(column) }))
    .filter(({ column }) => !groupBy.some((expression) => names(expression, column.name)));
  useSummaries(columns.map(({ column }) => column.name));
  const width = KEY_WIDTH + columns.reduce((sum, column) => sum + column.width, 0);
  const isEmpty = answer !== null && answer.matched === 0;
  return (
    <>
      <div
        class="dv-groups"
        ref={box}
        role="treegrid"
        aria-label="Groups"
        aria-busy={state.isLoading.value || answer === null}
        onKeyDown={(event) => {
          if (!onTreeKey(event)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div class="dv-groups-space" style={{ width: `${width}px` }}>
          <div class="dv-head" role="rowgroup">
            <div class="dv-head-row" role="row">
              <div
                class="dv-head-cell is-pinned"
                role="columnheader"
                style={{ width: `${KEY_WIDTH}px`, left: 0 }}
              >
                <span class="dv-head-name">
                  <Icon name="group" size={14} />
                  <span class="dv-text">group</span>
                </span>
                <div class="dv-caption">
                  <span>
                    {answer
                      ? `${formatCount(answer.group_count)} ${answer.group_count === 1 ? "group" : "groups"}${answer.bands?.length && answer.group_count === answer.groups.length ? ` in ${answer.bands.length}` : ""}`
                      : ""}
                  </span>
                </div>
              </div>
              {columns.map(({ column, width: columnWidth, index }) => (
                <HeadCell key={column.name} column={column} width={columnWidth} index={index} />
              ))}
            </div>
          </div>
          {isEmpty ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={box.current?.clientWidth ?? 640} />
              </div>
            </div>
          ) : answer ? (
            banded(answer).map(({ band, groups }) => {
              const [expression = ""] = answer.query.group_by;
              const name = band && groupName(answer.query.group_by, [band.key]);
              const isClosed = name !== null && closed.value.has(name);
              return (
                <Fragment key={name}>
                  {band && (
                    <GroupBand
                      band={band}
                      expression={expression}
                      isOpen={!isClosed}
                      onToggle={() => name !== null && toggle(closed, name)}
                    />
                  )}
                  {!isClosed &&
                    groups.map((group) => (
                      <GroupRow
                        key={`${state.rows.version.value} ${JSON.stringify(group.key)}`}
                        group={group}
                        expressions={answer.query.group_by}
                        columns={columns}
                        ranges={answer.ranges}
                        inBand={band ? 1 : 0}
                      />
                    ))}
                </Fragment>
              );
            })
          ) : (
            <Waiting columns={columns} />
          )}
        </div>
      </div>
      <Foot answer={answer} onMove={setStart} />
    </>
  );
}

function widthOf(column: ColumnInfo): number {
  const { kind, name } = column;
  return Math.max(WIDTHS[isVisual(column) ? "image" : kind], Math.min(220, textWidth(name, true) + 56));
}

/** The groups of a page under the bands of their first key; without bands, all of them together. */
function banded({ bands, groups }: Answer): { band: Band | null; groups: Group[] }[] {
  if (!bands) return [{ band: null, groups }];
  return bands.map((band, at) => ({ band, groups: groups.slice(band.start, bands[at + 1]?.start) }));
}

/** The groups of the query on the screen; the old ones stay until the new are here. */
function useGroups(start: number, onOtherRows: () => void): Answer | null {
  const state = useTable();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const query = state.shown.value;
  const version = state.rows.version.value;
  const count = state.pageSize.value || 25;
  // What is shown as a box is asked for more.
  const { panels } = state.query.value;
  const boxes = Object.keys(panels)
    .filter((name) => chosenPanel(panels[name], "group") === "box")
    .join("\n");
  const seen = useRef(version);
  useEffect(() => {
    if (query.group_by.length === 0) return;
    if (seen.current !== version) {
      seen.current = version;
      if (start > 0) {
        onOtherRows();
        return;
      }
    }
    const abort = new AbortController();
    const quartiles = boxes === "" ? [] : boxes.split("\n");
    const params = { query, start, count, gallery: GALLERY, bins: GROUP_BINS, quartiles };
    state.channel.ask("groups", params, abort.signal).then(
      ({ result }) => setAnswer({ ...result, query, start }),
      (error) => {
        if (!abort.signal.aborted) state.rows.failed.value = error;
      },
    );
    return () => abort.abort();
  }, [state, query, version, start, count, boxes]);
  return answer;
}

function Foot({ answer, onMove }: { answer: Answer | null; onMove(start: number): void }) {
  const state = useTable();
  const { open } = groupState(state);
  const size = state.pageSize.value || 25;
  if (!answer) return <div class="dv-foot">Grouping</div>;
  const last = answer.start + answer.groups.length;
  const hasPages = answer.group_count > size;
  const opened = namesOf(open.value, answer.query.group_by);
  return (
    <div class="dv-foot">
      <span>
        {answer.group_count === 0 ? (
          "No groups"
        ) : (
          <>
            Groups <b>{`${formatCount(answer.start + 1)}–${formatCount(last)}`}</b> of{" "}
            {formatCount(answer.group_count)}
          </>
        )}
      </span>
      {hasPages && (
        <>
          <Button
            icon="left"
            small
            title="Earlier groups"
            disabled={answer.start === 0}
            onClick={() => onMove(Math.max(0, answer.start - size))}
          />
          <Button
            icon="right"
            small
            title="Later groups"
            disabled={last >= answer.group_count}
            onClick={() => onMove(answer.start + size)}
          />
        </>
      )}
      <PageSize onChange={() => onMove(0)} />
      {opened.length > 0 && answer.group_count > 0 && (
        <Button
          small
          label="Close all groups"
          onClick={() => {
            open.value = new Set([...open.peek()].filter((name) => !opened.includes(name)));
          }}
        />
      )}
      <span class="dv-grow" />
      <Selected />
    </div>
  );
}

const MOST_GROUPS = 500;

/** How many groups a page has. */
function PageSize({ onChange }: { onChange(): void }) {
  const state = useTable();
  const set = (text: string) => {
    const size = Math.round(Number(text));
    if (!(size >= 1)) return;
    state.pageSize.value = Math.min(MOST_GROUPS, size);
    onChange();
  };
  return (
    <label class="dv-go dv-page-size">
      <span>Groups at a time</span>
      <input
        class="dv-field"
        type="number"
        min={1}
        max={MOST_GROUPS}
        aria-label="Groups at a time"
        value={state.pageSize.value}
        onChange={(event) => set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") set(event.currentTarget.value);
          if (event.key !== "Escape") event.stopPropagation();
        }}
      />
    </label>
  );
}

function Waiting({ columns }: { columns: GroupColumn[] }) {
  return (
    <>
      {[0, 1, 2].map((row) => (
        <div key={row} class="dv-group" role="row" aria-hidden="true">
          <div class="dv-group-key" style={{ width: `${KEY_WIDTH}px` }} />
          {columns.map(({ column, width }) => (
            <div key={column.name} class="dv-group-cell" style={{ width: `${width}px` }}>
              <span class={`dv-skeleton dv-skeleton-${isVisual(column) ? "picture" : "start"}`} />
            </div>
          ))}
        </div>
      ))}
    </>
  );
}

/** Text of a key for a name of a control. */
export function keyText(key: Group["key"]): string {
  return key.map(valueText).join(", ");
}

/** Text of one value of a key. */
export function valueText(value: KeyValue): string {
  return value !== null && typeof value === "object" ? shown(JSON.stringify(value)) : String(value);
}
