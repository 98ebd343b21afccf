import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { ChartCard } from "./chart-card";
import { type ChartGroup, packGroups, SYSTEM_GROUP } from "./chart-list";
import { LoggedCharts } from "./logged-charts";
import type { RunState } from "./run-state";

const GAP_PX = 20;
const WISHED_PX = 220;
/** Of one chart with its axis, in CSS pixels. */
const HEIGHT_PX = 196;
const NARROW_HEIGHT_PX = 148;
const NARROW_PX = 640;

/** All metrics as small charts, in groups; or one of them, large. */
export function ChartsTab({ state }: { state: RunState }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const el = place.current;
    if (!el) return;
    const observer = new ResizeObserver(() => setWidth(el.clientWidth));
    setWidth(el.clientWidth);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const groups = state.found.value;
  const alone = state.alone.value;
  const chart = state.groups.value.flatMap(({ charts }) => charts).find(({ id }) => id === alone);
  const text = state.options.find.value.trim().toLowerCase();
  const hasLogged = (state.info.value?.keys ?? []).some(
    ({ key, kind }) => kind === "chart" && key.toLowerCase().includes(text),
  );
  const inner = Math.max(0, width - 32);
  const columns = width < 430 ? 1 : Math.max(2, Math.floor((inner + GAP_PX) / (WISHED_PX + GAP_PX)));
  const height = width < NARROW_PX ? NARROW_HEIGHT_PX : HEIGHT_PX;
  return (
    <div ref={place} class="dv-run-charts">
      {width === 0 ? null : chart ? (
        <ChartCard
          key={`alone ${chart.id}`}
          state={state}
          chart={chart}
          height={Math.max(240, height * 1.9)}
          isAlone
        />
      ) : groups.length === 0 ? (
        !hasLogged && <NothingFound state={state} />
      ) : (
        packGroups(groups, columns, ({ name }) => !state.collapsed.value.has(name)).map((row) => (
          <div
            key={row.map(({ group }) => group.name).join("\n")}
            class="dv-multiples-row"
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {row.map(({ group, span }) => (
              <Group key={group.name} state={state} group={group} span={span} height={height} />
            ))}
          </div>
        ))
      )}
      {width > 0 && !chart && hasLogged && <LoggedCharts state={state} />}
    </div>
  );
}

interface GroupProps {
  state: RunState;
  group: ChartGroup;
  span: number;
  height: number;
}

function Group({ state, group, span, height }: GroupProps) {
  const isOpen = !state.collapsed.value.has(group.name);
  const name = group.name === "" ? "metrics" : group.name === SYSTEM_GROUP ? "system" : group.name;
  const { metricCount, charts } = group;
  const count =
    metricCount === charts.length
      ? `${formatCount(metricCount)} ${metricCount === 1 ? "metric" : "metrics"}`
      : `${formatCount(metricCount)} metrics in ${formatCount(charts.length)} ${charts.length === 1 ? "chart" : "charts"}`;
  return (
    <section class="dv-multiples-group" aria-label={name} style={{ gridColumn: `span ${span}` }}>
      <h3>
        <button type="button" aria-expanded={isOpen} onClick={() => state.toggleGroup(group.name)}>
          <Icon name={isOpen ? "down" : "right"} />
          <b class="dv-text">{name}</b>
          <small class="dv-quiet">{count}</small>
        </button>
      </h3>
      {isOpen && (
        <div class="dv-multiples" style={{ gridTemplateColumns: `repeat(${span}, minmax(0, 1fr))` }}>
          {charts.map((chart) => (
            <ChartCard key={chart.id} state={state} chart={chart} height={height} />
          ))}
        </div>
      )}
    </section>
  );
}

function NothingFound({ state }: { state: RunState }) {
  const text = state.options.find.value;
  if (text.trim() === "") {
    return <p class="dv-run-nothing dv-quiet">This run has logged no numbers.</p>;
  }
  return (
    <p class="dv-run-nothing">
      No metric has “{text}” in its name.
      <Button
        look="link"
        small
        label="Show all metrics"
        onClick={() => {
          state.options.find.value = "";
        }}
      />
    </p>
  );
}
