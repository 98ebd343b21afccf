import type { ComponentChildren } from "preact";
import type { Side } from "./wire";
import "./lane.css";

/** A table is known by its colour and by its shape: square, circle, triangle, diamond, and so on. In a box of 10. */
const SHAPES = [
  "M1 1h8v8H1z",
  "M5 .7a4.3 4.3 0 1 0 0 8.6 4.3 4.3 0 0 0 0-8.6z",
  "M5 .8 9.5 9H.5z",
  "M5 .2 9.8 5 5 9.8 .2 5z",
  "M.5 1h9L5 9.2z",
  "M5 .5 9.6 3.9 7.8 9.3H2.2L.4 3.9z",
  "M3.4.8h3.2v2.6h2.6v3.2H6.6v2.6H3.4V6.6H.8V3.4h2.6z",
  "M2.6 1h4.8L9.8 5 7.4 9H2.6L.2 5z",
];

export interface LaneMarkProps {
  side: number;
  size?: number;
  /** Said where the mark stands for the table by itself. */
  label?: string;
}

/** The mark of a table. */
export function LaneMark({ side, size = 10, label }: LaneMarkProps) {
  const mark = (
    <svg
      class={`dv-lane-mark ${sideClass(side)}`}
      width={size}
      height={size}
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      <path d={SHAPES[side % SHAPES.length]} />
    </svg>
  );
  if (!label) return mark;
  return (
    <span role="img" aria-label={label}>
      {mark}
    </span>
  );
}

/** Gives what is inside a table's colours: `--dv-tc` to fill, `--dv-tl` for lines and small marks. */
export function sideClass(side: number): string {
  return `dv-t${side % 8}`;
}

/** Lanes of one cell, a line per table, the first on top. */
export function Lanes({ children, class: extra = "" }: { children: ComponentChildren; class?: string }) {
  return <span class={`dv-lanes ${extra}`}>{children}</span>;
}

export interface LaneProps {
  side: number;
  class?: string;
  children: ComponentChildren;
}

export function Lane({ side, class: extra = "", children }: LaneProps) {
  return <span class={`dv-lane ${sideClass(side)} ${extra}`}>{children}</span>;
}

/** In the lane of a table that has no such row, or no such column. */
export function MissingLane({ side, label }: { side: number; label: string }) {
  return (
    <Lane side={side} class="is-missing">
      <span class="dv-lane-none">{label}</span>
    </Lane>
  );
}

/** Short names of tables: "v0" where versions of one artifact are compared, else their labels. */
export function sideNames(sides: readonly Side[]): string[] {
  const versions = sides.map(({ version }) => version);
  const isOneArtifact = new Set(sides.map(({ title }) => title)).size === 1;
  const areApart = versions.every(Boolean) && new Set(versions).size === versions.length;
  return isOneArtifact && areApart ? versions : sides.map(({ label }) => label);
}
