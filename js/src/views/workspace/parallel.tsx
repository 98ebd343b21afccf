import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import { formatCount } from "../../format";
import { addClause } from "../../query-edit";
import { useTable } from "../table-state";
import { Choice } from "./chart-controls";
import {
  type Axis,
  clauseOf,
  isKept,
  makeAxis,
  moved,
  pathThrough,
  placeOf,
  type Span,
  spanInWords,
} from "./parallel-axes";
import { AxisMark } from "./parallel-axis";
import { MOST_DRAWN, type RunValues, useValues } from "./use-values";
import { useWorkspace } from "./workspace-state";

const HEIGHT = 264;
const TOP = 38;
const BOTTOM = HEIGHT - 48;
const LEFT = 68;
const RIGHT = 56;
/** Axes that are drawn until someone chooses, and columns that are looked at to find them. */
const AXES = 6;
const CANDIDATES = 14;
const MOST_AXES = 12;
const LEAST_ROOM = 92;
const MOST_LISTED = 60;

/** Every run as a line through its values: what goes with what. A range on an axis keeps the lines through it. */
export function Parallel() {
  const table = useTable();
  const workspace = useWorkspace();
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const spans = useSignal<Readonly<Record<string, Span>>>({});
  const holding = useSignal<{ from: number; to: number } | null>(null);
  useEffect(() => {
    const el = place.current;
    if (!el) return;
    const measure = () => {
      width.value = el.clientWidth;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(el);
    return () => observer.disconnect();
  }, [width]);

  const columns = workspace.columns.value;
  const key = workspace.bestBy.value.key;
  const usable = (table.info.value?.columns ?? []).filter(
    ({ name, kind }) =>
      columns[name] &&
      columns[name][0] !== "about" &&
      (kind === "number" || kind === "text" || kind === "boolean"),
  );
  const chosen = workspace.axes.value.filter((name) => usable.some((column) => column.name === name));
  const candidates = useMemo(() => {
    const of = (part: string) =>
      usable.filter(({ name }) => columns[name]?.[0] === part).map(({ name }) => name);
    return [...of("config"), ...of("summary").filter((name) => name !== key)].slice(0, CANDIDATES);
  }, [table.info.value, columns, key]);
  const asked = chosen.length > 0 ? chosen : [...candidates, ...(key ? [key] : [])];
  const { runs, failure } = useValues(asked, null);
  const axes = useMemo(() => {
    const made = asked.flatMap((name) => {
      const axis = makeAxis(
        name,
        (runs ?? []).map(({ values }) => values[name] ?? null),
      );
      return axis ? [axis] : [];
    });
    return chosen.length > 0 ? made : firstAxes(made, key, runs?.length ?? 0);
  }, [runs, asked.join("\n"), key]);
  const names = axes.map(({ name }) => name);
  const shownAxes = holding.value ? moved(axes, holding.value.from, holding.value.to) : axes;
  // Where the view is narrow the axes scroll: names need their room.
  const full = Math.max(width.value, LEFT + RIGHT + (axes.length - 1) * LEAST_ROOM);
  const x = (at: number) =>
    shownAxes.length < 2 ? full / 2 : LEFT + (at * (full - LEFT - RIGHT)) / (shownAxes.length - 1);
  const y = (at: number) => BOTTOM - at * (BOTTOM - TOP);
  const active = axes.filter(({ name }) => spans.value[name]);
  const keeps = (run: RunValues) =>
    active.every((axis) => isKept(axis, run.values[axis.name] ?? null, spans.value[axis.name] as Span));
  const all = runs ?? [];
  const kept = all.filter(keeps);
  const setSpan = (name: string, span: Span | null) => {
    const { [name]: _, ...others } = spans.peek();
    spans.value = span ? { ...others, [name]: span } : others;
  };
  const clauses = active.flatMap((axis) => clauseOf(axis, spans.value[axis.name] as Span) ?? []);
  const move = (from: number, to: number) => {
    workspace.axes.value = moved(names, from, Math.max(0, Math.min(names.length - 1, to)));
  };
  return (
    <div class="dv-parallel">
      <header class="dv-pane-head">
        <b>Parallel coordinates</b>
        <small class="dv-quiet dv-optional">
          drag on an axis to keep a range; drag a name to move an axis
        </small>
        <span class="dv-grow" />
        <Choice
          name="Axes"
          value={String(axes.length)}
          items={[...new Set([...names, ...usable.map(({ name }) => name)])]
            .slice(0, MOST_LISTED)
            .map((name) => {
              const isOn = names.includes(name);
              return {
                icon: isOn ? ("check" as const) : ("plus" as const),
                label: name,
                checked: isOn,
                isOneOfMany: true,
                onPick: () => {
                  if (isOn) setSpan(name, null);
                  const next = isOn ? names.filter((other) => other !== name) : [...names, name];
                  if (next.length >= 2 && next.length <= MOST_AXES) workspace.axes.value = next;
                },
              };
            })}
        />
      </header>
      {failure && <p role="alert">{failure}</p>}
      <div ref={place} class="dv-parallel-place" style={{ height: `${HEIGHT}px` }}>
        {width.value > 0 && axes.length > 1 && (
          <>
            <svg
              width={full}
              height={HEIGHT}
              style={{ "--dv-line-opacity": Math.max(0.06, Math.min(0.7, 16 / Math.max(1, kept.length))) }}
              role="img"
              aria-label={`Parallel coordinates of ${formatCount(all.length)} runs over ${names.join(", ")}`}
            >
              <Lines
                runs={all}
                kept={new Set(kept)}
                path={(run) =>
                  pathThrough(
                    shownAxes.map(
                      (axis, at) => [x(at), y(placeOf(axis, run.values[axis.name] ?? null))] as const,
                    ),
                  )
                }
              />
            </svg>
            {shownAxes.map((axis, at) => (
              <AxisMark
                key={axis.name}
                axis={axis}
                left={x(at)}
                top={TOP}
                bottom={BOTTOM}
                room={shownAxes.length > 1 ? (full - LEFT - RIGHT) / (shownAxes.length - 1) : full}
                span={spans.value[axis.name] ?? null}
                onSpan={(span) => setSpan(axis.name, span)}
                onMove={(by) => move(at, at + by)}
                onHold={(by) => {
                  const from = names.indexOf(axis.name);
                  holding.value =
                    by === null ? null : { from, to: Math.max(0, Math.min(names.length - 1, from + by)) };
                }}
                onDrop={() => {
                  const held = holding.peek();
                  holding.value = null;
                  if (held && held.from !== held.to) move(held.from, held.to);
                }}
              />
            ))}
          </>
        )}
        {runs !== null && axes.length < 2 && (
          <p class="dv-quiet">
            Two keys or more that differ from run to run can be axes; these runs have fewer.
          </p>
        )}
      </div>
      <p class="dv-kept" role="status">
        {active.length > 0 ? (
          <>
            {formatCount(kept.length)} of {formatCount(all.length)} runs have{" "}
            {active
              .map((axis) => `${axis.name} ${spanInWords(axis, spans.value[axis.name] as Span)}`)
              .join(" and ")}
            .
            {clauses.length > 0 && (
              <Button
                look="link"
                small
                label="Add as a filter"
                onClick={() => {
                  table.edit((query) => clauses.reduce(addClause, query));
                  spans.value = {};
                }}
              />
            )}
            <Button
              small
              label="Clear"
              onClick={() => {
                spans.value = {};
              }}
            />
          </>
        ) : (
          runs !== null && (
            <span class="dv-quiet">
              {formatCount(all.length)} runs
              {table.rows.matched.value > MOST_DRAWN &&
                `, the first of ${formatCount(table.rows.matched.value)}`}
            </span>
          )
        )}
      </p>
    </div>
  );
}

/** Axes that say something: what differs, the metric that says what is best last. */
export function firstAxes(axes: readonly Axis[], key: string | undefined, runCount: number): Axis[] {
  const varies = (axis: Axis) =>
    axis.kind === "number" ? axis.low < axis.high : axis.values.filter((value) => value !== null).length > 1;
  const last = axes.filter(({ name }) => name === key);
  const rest = axes.filter((axis) => axis.name !== key && varies(axis));
  // Words that are nearly as many as the runs tell them apart, and group nothing.
  const words = rest.filter((axis) => axis.kind === "category" && axis.values.length * 2 <= runCount);
  const others = [...rest.filter(({ kind }) => kind === "number"), ...words];
  return [...others.slice(0, AXES - last.length), ...last];
}

interface LinesProps {
  runs: readonly RunValues[];
  kept: ReadonlySet<RunValues>;
  path(run: RunValues): string;
}

function Lines({ runs, kept, path }: LinesProps) {
  const workspace = useWorkspace();
  const best = workspace.best.found.value;
  const hover = workspace.hover.value;
  const first = runs.find(({ row }) => row === best?.row);
  const hovered = runs.find(({ id }) => id === hover);
  const front = hovered ?? (first && kept.has(first) ? first : undefined);
  return (
    <>
      {runs.map(
        (run) => !kept.has(run) && <path key={run.id} class="dv-parallel-line is-out" d={path(run)} />,
      )}
      {runs.map(
        (run) =>
          kept.has(run) && (
            <path
              key={run.id}
              class="dv-parallel-line"
              d={path(run)}
              onPointerEnter={() => {
                workspace.hover.value = run.id;
              }}
              onPointerLeave={() => {
                workspace.hover.value = null;
              }}
            >
              <title>{run.name}</title>
            </path>
          ),
      )}
      {front && (
        <>
          <path class="dv-parallel-line is-under" d={path(front)} />
          <path class="dv-parallel-line is-front" d={path(front)} />
        </>
      )}
    </>
  );
}
