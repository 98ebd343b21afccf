import type { LineageEdge } from "./wire";

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  /** So far something behind it sticks out to the right and below. */
  behind?: number;
}

/** The line of an edge and the triangle at its end, as data of paths. */
export interface Route {
  edge: LineageEdge;
  line: string;
  arrow: string;
  bounds: { left: number; top: number; right: number; bottom: number };
}

const GAP = 2;
const ARROW = 6;
/** How far a line leaves a node before it turns. */
const TURN = 48;

/** The line from one node to another; `bends` are flat pieces where it passes the layers between them. */
export function route(edge: LineageEdge, from: Box, to: Box, bends: readonly (readonly Point[])[]): Route {
  if (from.x + from.width <= to.x) return forward(edge, from, to, bends);
  return backward(edge, from, to);
}

function forward(edge: LineageEdge, from: Box, to: Box, bends: readonly (readonly Point[])[]): Route {
  const end = { x: to.x - GAP, y: middle(to).y };
  let at: Point = { x: from.x + from.width + (from.behind ?? 0), y: middle(from).y };
  const ys = [at.y, end.y];
  let line = `M${text(at)}`;
  for (const [enter, leave] of bends) {
    if (!enter || !leave) continue;
    line += curve(at, enter);
    if (leave.x > enter.x) line += `H${round(leave.x)}`;
    at = leave;
    ys.push(leave.y);
  }
  line += curve(at, { x: end.x - ARROW + 1, y: end.y });
  return {
    edge,
    line,
    arrow: triangle(end, 1, 0),
    bounds: {
      left: from.x + from.width,
      right: to.x,
      top: Math.min(...ys) - 3,
      bottom: Math.max(...ys) + 3,
    },
  };
}

/** To an earlier layer, or within one: from the lower edge to the upper one, so that it is told from those that go on. */
function backward(edge: LineageEdge, from: Box, to: Box): Route {
  const [start, end] = [middle(from), middle(to)];
  const isSameLayer = Math.abs(start.x - end.x) < 40;
  const fromBottom = from.y + from.height + (from.behind ?? 0);
  const toBottom = to.y + to.height + (to.behind ?? 0);
  let line: string;
  let arrow: string;
  const bounds = {
    left: Math.min(from.x, to.x),
    right: Math.max(from.x + from.width, to.x + to.width),
    top: Math.min(from.y, to.y) - 24,
    bottom: Math.max(fromBottom, toBottom) + 30,
  };
  if (isSameLayer && Math.abs(start.y - end.y) > 1.5 * (from.height + 13)) {
    // Beside the nodes between the two.
    const [right, toRight] = [from.x + from.width, to.x + to.width];
    line = `M${text({ x: right, y: start.y })}C${round(right + 22)} ${round(start.y)} ${round(toRight + 22)} ${round(end.y)} ${text({ x: toRight + GAP + ARROW - 1, y: end.y })}`;
    arrow = triangle({ x: toRight + GAP, y: end.y }, -1, 0);
    bounds.right += 22;
  } else if (to.y >= fromBottom) {
    line = down({ x: start.x, y: fromBottom }, { x: end.x, y: to.y - GAP - ARROW + 1 }, 1);
    arrow = triangle({ x: end.x, y: to.y - GAP }, 0, 1);
  } else if (toBottom <= from.y) {
    line = down({ x: start.x, y: from.y }, { x: end.x, y: toBottom + GAP + ARROW - 1 }, -1);
    arrow = triangle({ x: end.x, y: toBottom + GAP }, 0, -1);
  } else {
    // Side by side: below both.
    const deep = Math.max(fromBottom, toBottom) + 28;
    line = `M${text({ x: start.x, y: fromBottom })}C${round(start.x)} ${round(deep)} ${round(end.x)} ${round(deep)} ${text({ x: end.x, y: toBottom + GAP + ARROW - 1 })}`;
    arrow = triangle({ x: end.x, y: toBottom + GAP }, 0, -1);
  }
  return { edge, line, arrow, bounds };
}

const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });
const round = (value: number) => Math.round(value * 10) / 10;
const text = ({ x, y }: Point) => `${round(x)} ${round(y)}`;

/** On from a point that was left sideways to one that is entered sideways. */
function curve(from: Point, to: Point): string {
  if (Math.abs(from.y - to.y) < 0.5) return `H${round(to.x)}`;
  const turn = Math.min(TURN, (to.x - from.x) / 2);
  return `C${round(from.x + turn)} ${round(from.y)} ${round(to.x - turn)} ${round(to.y)} ${text(to)}`;
}

function down(from: Point, to: Point, sign: 1 | -1): string {
  if (Math.abs(from.x - to.x) < 1) return `M${text(from)}V${round(to.y)}`;
  const room = Math.abs(to.y - from.y);
  const [leave, arrive] = [sign * Math.min(18, 0.8 * room), sign * Math.min(22, 0.8 * room)];
  return `M${text(from)}C${round(from.x)} ${round(from.y + leave)} ${round(to.x)} ${round(to.y - arrive)} ${text(to)}`;
}

/** A triangle whose tip is at a point, pointing along (dx, dy). */
function triangle({ x, y }: Point, dx: number, dy: number): string {
  const [back, side] = [ARROW, ARROW / 2];
  const a = { x: x - back * dx + side * dy, y: y - back * dy + side * dx };
  const b = { x: x - back * dx - side * dy, y: y - back * dy - side * dx };
  return `M${text({ x, y })}L${text(a)}L${text(b)}Z`;
}
