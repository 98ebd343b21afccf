import { configOf, type Look } from "./theme";

export type Spec = Record<string, unknown>;

/** Width under which legends go below, in px. */
export const NARROW_PX = 520;
/** Height of a chart that names none, in px. */
const HEIGHT_PX = 320;
const LOW_PX = 240;
/** Specs of several views have a size each; the others take that of their place. */
const OF_ONE_VIEW = ["mark", "layer"];

export function isVega(spec: Spec): boolean {
  const schema = String(spec.$schema ?? "");
  return schema.includes("/vega/") || (!schema.includes("/vega-lite/") && "marks" in spec);
}

/** Width beyond which a chart is not stretched, in px: a matrix stays near a square. */
export function widest(spec: Spec): number {
  const most = (spec.usermeta as { maxWidth?: unknown } | undefined)?.maxWidth;
  return typeof most === "number" && most > 0 ? most : Number.POSITIVE_INFINITY;
}

/** Whether a chart is as wide as its place. */
export function isFluid(spec: Spec): boolean {
  if (isVega(spec)) return spec.width === undefined;
  return OF_ONE_VIEW.some((key) => key in spec) && (spec.width === undefined || spec.width === "container");
}

/** A spec in the colours of the view, and as wide as its place where it names no width. What it says itself stays. */
export function dressed(spec: Spec, look: Look, width: number): Spec {
  const colours: Record<string, string> = { dvInk: look.ink, dvOnAccent: look.onAccent };
  const config = merged(configOf(look, width < NARROW_PX), (spec.config ?? {}) as Spec);
  const shown: Spec = { ...spec, config };
  // Vega-Lite takes it as given.
  if ("mark" in spec) shown.encoding ??= {};
  if (Array.isArray(spec.params)) {
    shown.params = spec.params.map((item: Spec) =>
      typeof item.name === "string" && item.name in colours ? { ...item, value: colours[item.name] } : item,
    );
  }
  if (!isFluid(spec)) return shown;
  shown.width = Math.min(width, widest(spec));
  if (shown.height === undefined || shown.height === "container") {
    shown.height = width < NARROW_PX ? LOW_PX : HEIGHT_PX;
  }
  const isStepped = typeof shown.height === "object";
  shown.autosize ??= { type: isStepped ? "fit-x" : "fit", contains: "padding" };
  return shown;
}

function merged(under: Spec, over: Spec): Spec {
  const both: Spec = { ...under, ...over };
  for (const key of Object.keys(under)) {
    const [a, b] = [under[key], over[key]];
    if (isObject(a) && isObject(b)) both[key] = merged(a, b);
  }
  return both;
}

const isObject = (value: unknown): value is Spec =>
  typeof value === "object" && value !== null && !Array.isArray(value);
