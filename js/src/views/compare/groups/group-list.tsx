import { useSignalEffect } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { formatCount } from "../../../format";
import { EmptyResult } from "../../empty-result";
import { spaceHeight } from "../../grid-scroll";
import { cellId } from "./cell";
import { countPx } from "./group-columns";
import { CardHead, GroupHead } from "./group-heads";
import { onGroupKey } from "./group-keys";
import { GroupCard, GroupRow } from "./group-row";
import { GroupTip } from "./group-tip";
import type { GroupsView } from "./groups-view";

/** Width under which a group is a card, in px. */
const CARDS_PX = 560;
const EMPTY_PX = 200;

/** The groups of all tables, under the heads of their columns; those in sight exist. */
export function GroupList({ view }: { view: GroupsView }) {
  const { pages } = view;
  const scroller = useRef<HTMLDivElement>(null);
  const uid = useId();
  useLayoutEffect(() => (scroller.current ? view.attach(scroller.current) : undefined), [view]);
  useSignalEffect(() => {
    const { first, last } = view.inSight.value;
    pages.want(first, Math.max(last, first + 1));
  });
  useSignalEffect(() => {
    view.isCards.value = view.width.value > 0 && view.width.value < CARDS_PX;
  });
  const facts = pages.facts.value;
  const laid = view.laid.value;
  const isCards = view.isCards.value;
  const { total } = view.extent.value;
  const { first, last } = view.inSight.value;
  const width = laid.reduce((sum, column) => sum + column.width, 0);
  const isEmpty = facts !== null && facts.total === 0 && !pages.isOld.value;
  const focused = view.focused.value;
  const isFocusDrawn = focused.row < 0 ? !isCards : focused.row >= first && focused.row < last;
  const head = view.headPx;
  const positions = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  return (
    <>
      <div
        ref={scroller}
        class={`dv-grid dv-cg ${isCards ? "is-cards" : ""} ${pages.isOld.value && facts ? "is-old" : ""}`}
        role="grid"
        tabIndex={0}
        aria-label={facts ? `${formatCount(facts.total)} groups by ${view.trait.value.by}` : "Groups"}
        aria-rowcount={(facts?.total ?? 0) + 1}
        aria-colcount={laid.length}
        aria-busy={facts === null || pages.isOld.value}
        aria-activedescendant={isFocusDrawn ? cellId(uid, focused.row, focused.column) : undefined}
        style={{
          height: `${head + (isEmpty || facts === null ? EMPTY_PX : total) + 14}px`,
          "--dv-cg-count": `${countPx(view.digits.value)}px`,
          "--dv-cg-change": `${countPx(view.digits.value) + 16}px`,
        }}
        onKeyDown={(event) => {
          if (event.defaultPrevented || !onGroupKey(event, view)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
        onBlur={(event) => {
          const to = event.relatedTarget;
          if (!(to instanceof Node && event.currentTarget.contains(to))) view.pointed.value = null;
        }}
      >
        <div
          class="dv-grid-space"
          style={{ height: `${head + spaceHeight(total)}px`, width: isCards ? "100%" : `${width}px` }}
        >
          {isCards ? <CardHead view={view} /> : <GroupHead view={view} uid={uid} />}
          {isEmpty ? (
            <div role="row">
              <div role="gridcell">
                <EmptyResult width={view.width.value} />
              </div>
            </div>
          ) : facts === null ? (
            <Waiting view={view} />
          ) : (
            <div
              class="dv-grid-body"
              role="rowgroup"
              style={{ height: `${Math.min(view.height.value, total)}px` }}
            >
              <div class="dv-grid-layer" role="presentation" style={view.shift}>
                {positions.map((row) => {
                  const Group = isCards ? GroupCard : GroupRow;
                  const top = (row - view.base.value) * view.rowHeight.value;
                  return <Group key={row} view={view} row={row} top={top} uid={uid} />;
                })}
              </div>
            </div>
          )}
        </div>
      </div>
      <GroupTip view={view} uid={uid} />
    </>
  );
}

/** Still shapes where groups will be, once waiting is worth a sign. */
function Waiting({ view }: { view: GroupsView }) {
  if (!view.state.channel.isSlow.value) return null;
  return (
    <div class="dv-cg-waiting" aria-hidden="true">
      {[0, 1, 2].map((line) => (
        <div key={line} style={{ height: `${view.rowHeight.value}px` }}>
          {view.laid.value.map(({ id, width }) => (
            <span key={id} style={{ width: `${width}px` }}>
              <span class="dv-skeleton" style={{ width: `${52 - 9 * line}%` }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
