/** Colours and type of a view, as Vega takes them. */
export interface Look {
  ground: string;
  ink: string;
  quiet: string;
  rule: string;
  accent: string;
  /** The accent on the ground, so thin that it just shows. */
  tint: string;
  onAccent: string;
  /** One colour a line, told apart in either theme. */
  lines: string[];
  font: string;
}

const LINES = 8;

/** Read the tokens where `el` stands. Vega mixes colours, so they are resolved to what is on the screen. */
export function lookOf(el: HTMLElement): Look {
  const probe = el.ownerDocument.createElement("span");
  probe.hidden = true;
  el.append(probe);
  const style = getComputedStyle(probe);
  const colour = (token: string) => mixed(`var(${token})`);
  const mixed = (css: string) => {
    probe.style.color = css;
    return solid(style.color);
  };
  try {
    return {
      ground: colour("--dv-bg"),
      ink: colour("--dv-ink"),
      quiet: colour("--dv-ink-2"),
      rule: colour("--dv-line"),
      accent: colour("--dv-accent"),
      tint: mixed("color-mix(in srgb, var(--dv-accent) 12%, var(--dv-bg))"),
      onAccent: colour("--dv-on-accent"),
      lines: Array.from({ length: LINES }, (_, index) => colour(`--dv-table-${index}-line`)),
      font: style.fontFamily,
    };
  } finally {
    probe.remove();
  }
}

let canvas: CanvasRenderingContext2D | null | undefined;

/** A colour that CSS wrote in any way, such as `color(srgb 0.2 …)`, as `#rrggbb`. */
function solid(css: string): string {
  canvas ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  });
  if (!canvas) return css;
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = css;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Vega's config; `plot/theme.py` makes the same for files. */
export function configOf(look: Look, isNarrow: boolean): Record<string, unknown> {
  const { ink, quiet, rule, lines } = look;
  const ramp = [look.tint, look.accent];
  const small = { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 400 };
  return {
    background: look.ground,
    font: look.font,
    padding: 4,
    view: { stroke: null },
    title: { anchor: "start", color: ink, fontSize: 13, fontWeight: 600, offset: 12 },
    axis: {
      ...small,
      labelColor: quiet,
      titleColor: quiet,
      titlePadding: 8,
      gridColor: rule,
      domainColor: rule,
      tickColor: rule,
    },
    axisX: { grid: false, labelFlush: false, labelOverlap: "parity", labelSeparation: 10 },
    legend: {
      ...small,
      labelColor: ink,
      titleColor: quiet,
      symbolStrokeWidth: 2,
      ...(isNarrow ? { orient: "bottom", columns: 2 } : {}),
    },
    header: { labelColor: ink, titleColor: quiet },
    mark: { color: lines[0] },
    line: { strokeWidth: 1.75, strokeJoin: "round" },
    rule: { color: quiet },
    text: { color: ink },
    range: { category: lines, heatmap: ramp, ramp },
  };
}
