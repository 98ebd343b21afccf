import { computed, effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { prefetchChunk } from "../../chunks";
import { ConnectionProvider, type ViewContext, ViewContextProvider } from "../context";
import { FilterBar } from "../filter-bar";
import type { RootProps } from "../lazy-root";
import { TableStateProvider } from "../table-state";
import { FailureLine, onTableKey, Progress } from "../table-view";
import { clauseMark } from "./clause-mark";
import { CompareProvider, CompareState, useCompare } from "./compare-state";
import { KeyLine } from "./key-line";
import { withGroupNames } from "./picture-columns";
import { LaneHead } from "./rows/lane-head";
import { Duplicates } from "./states/duplicates";
import { Matching } from "./states/matching";
import { Remarks } from "./states/remarks";
import { shownTab } from "./tabs";
import { TitleBar } from "./title-bar";
import "./compare-icons";
import "./compare.css";

/** Several tables in one view. */
export function CompareRoot({ model, signal }: RootProps) {
  const state = useMemo(() => {
    const made = CompareState.open(model, signal);
    made.Head = LaneHead;
    made.clauseMark = (text) => clauseMark(made, text);
    return made;
  }, [model, signal]);
  // Pictures are asked for by the columns of the tables; each table's overlays have names of their own.
  const view = useMemo<ViewContext>(() => {
    const { channel, signal, query, overlays, selected, flat, comparison, viewer, hoverClass, rows } = state;
    const info = computed(() => flat.value && withGroupNames(flat.value, comparison.value));
    return { channel, signal, query, overlays, selected, info, viewer, hoverClass, rows };
  }, [state]);
  return (
    <ConnectionProvider value={state}>
      <ViewContextProvider value={view}>
        <TableStateProvider value={state}>
          <CompareProvider value={state}>
            <Compare />
          </CompareProvider>
        </TableStateProvider>
      </ViewContextProvider>
    </ConnectionProvider>
  );
}

function Compare() {
  const state = useCompare();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = root.current;
    if (!el) return;
    return effect(() => {
      if (!state.info.value) return;
      for (const name of ["editor", "menus"] as const) prefetchChunk(state, name, el);
    });
  }, [state]);
  const { Body, value: tab } = shownTab(state.tab.value);
  const isRows = tab === "rows";
  // Groups have orders of their own; what rows there are is said where something was left out.
  const { filters, group_by } = state.query.value;
  const hasQuery =
    tab !== "groups" || filters.length > 0 || group_by.length > 0 || state.editing.value !== null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work wherever the focus is inside
    <div
      ref={root}
      class={`dv-compare ${state.arranging.value && state.channel.isSlow.value ? "is-matching" : ""}`}
      onKeyDown={(event) => onTableKey(event, state, root.current)}
    >
      <TitleBar />
      {isRows && <KeyLine />}
      <Matching />
      {isRows && <Duplicates />}
      {isRows && <Remarks />}
      {hasQuery && <FilterBar />}
      <Progress />
      <FailureLine />
      <Body />
    </div>
  );
}
