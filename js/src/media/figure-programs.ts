/** What a program in a frame is told first: the text of its library. */
export interface LibraryMessage {
  library: string;
}

/** What a program in a frame is told then, and again for the next figure and when the theme changes. */
export interface FigureMessage {
  /** Number of the figure: what the program says of it goes with this. */
  of: number;
  /** JSON of the figure. */
  figure: string;
  look: FigureLook;
}

/** Colours of the view around, as CSS says them. */
export interface FigureLook {
  isDark: boolean;
  ground: string;
  raised: string;
  ink: string;
  line: string;
  font: string;
}

type Message = Partial<LibraryMessage & FigureMessage>;

/**
 * Draws figures of Plotly in a frame, one after the other. It runs there as text, and may use nothing but its parameter
 * and the browser's own names. A figure that has a template of its own keeps its colours; one with Plotly's default takes
 * those of the view. Each has a place of its own, so that one that is overtaken ends where no one sees or hears it.
 */
export function plotlyProgram(token: string): void {
  // biome-ignore lint/suspicious/noExplicitAny: plotly.js has no types here
  type Any = any;
  const host = parent.parent;
  // It holds the token.
  document.currentScript?.remove();
  const sheet = document.getElementById("figure") as HTMLElement;
  let shown: HTMLElement | null = null;
  const dressed = (layout: Any, look: FigureLook): Any => {
    const own = layout.template?.layout ?? {};
    const isDefault = !own.plot_bgcolor || /^#e5ecf6$/i.test(own.plot_bgcolor);
    if (!isDefault) return { ...layout, autosize: !layout.width };
    const axis = { gridcolor: look.line, linecolor: look.line, zerolinecolor: look.line, automargin: true };
    const plane = { ...axis, backgroundcolor: look.raised, showbackground: true };
    return {
      ...layout,
      autosize: !layout.width,
      template: {
        ...layout.template,
        layout: {
          ...own,
          paper_bgcolor: look.ground,
          plot_bgcolor: look.ground,
          font: { ...own.font, color: look.ink, family: look.font },
          xaxis: { ...own.xaxis, ...axis },
          yaxis: { ...own.yaxis, ...axis },
          polar: { bgcolor: look.ground, angularaxis: axis, radialaxis: axis },
          ternary: { bgcolor: look.ground, aaxis: axis, baxis: axis, caxis: axis },
          scene: { xaxis: plane, yaxis: plane, zaxis: plane },
          geo: { ...own.geo, bgcolor: look.ground },
          hoverlabel: { ...own.hoverlabel, font: { family: look.font } },
        },
      },
    };
  };
  const draw = async ({ of, figure: text, look }: FigureMessage) => {
    const { Plotly } = window as Any;
    const place = document.createElement("div");
    const say = (dsviz: string, value?: unknown) => {
      if (place === shown) host.postMessage({ dsviz, value, of, token }, "*");
    };
    const before = shown;
    shown = place;
    say("begun");
    try {
      if (before) Plotly.purge(before);
      sheet.replaceChildren(place);
      document.body.style.background = look.ground;
      const figure = JSON.parse(text);
      const picture = {
        name: "png",
        title: "Save as PNG",
        icon: Plotly.Icons.camera,
        click: async () => say("picture", await Plotly.toImage(place, { format: "png", scale: 2 })),
      };
      const config = {
        responsive: true,
        displaylogo: false,
        modeBarButtonsToRemove: ["toImage"],
        modeBarButtonsToAdd: [picture],
        plotlyServerURL: "",
      };
      const layout = dressed(figure.layout ?? {}, look);
      await Plotly.newPlot(place, figure.data, layout, config);
      if (figure.frames) await Plotly.addFrames(place, figure.frames);
      say("drawn");
    } catch (error) {
      say("failed", error instanceof Error ? error.message : String(error));
    }
  };
  addEventListener("message", ({ source, data }: MessageEvent<Message>) => {
    if (source !== host) return;
    if (data?.library) {
      const script = document.createElement("script");
      script.text = data.library;
      document.head.append(script);
    }
    if (data?.figure) void draw(data as FigureMessage);
  });
}

/** Draws documents of Bokeh in a frame, as `plotlyProgram` draws figures of Plotly. They have the colours of their own. */
export function bokehProgram(token: string): void {
  // biome-ignore lint/suspicious/noExplicitAny: BokehJS has no types here
  type Any = any;
  const host = parent.parent;
  document.currentScript?.remove();
  const sheet = document.getElementById("figure") as HTMLElement;
  let shown: { place: HTMLElement; of: number; clear(): void } | null = null;
  const draw = async ({ of, figure: text }: FigureMessage) => {
    const { Bokeh } = window as Any;
    const place = document.createElement("div");
    let views: Any[] = [];
    const clear = () => {
      for (const each of views) each?.clear?.();
    };
    const say = (dsviz: string, value?: unknown) => {
      if (place === shown?.place) host.postMessage({ dsviz, value, of, token }, "*");
    };
    const before = shown;
    shown = { place, of, clear };
    say("begun");
    try {
      before?.clear();
      sheet.replaceChildren(place);
      const figure = JSON.parse(text);
      const ids: string[] = Array.isArray(figure.roots)
        ? figure.roots.map(({ id }: Any) => id)
        : figure.roots.root_ids;
      const roots: Record<string, string> = {};
      for (const id of ids) {
        const el = document.createElement("div");
        el.id = `root-${of}-${id}`;
        roots[id] = el.id;
        place.append(el);
      }
      const item = { docid: "figure", roots, root_ids: ids };
      views = await Bokeh.embed.embed_items({ figure: { config: null, ...figure } }, [item]);
      if (place !== shown?.place) clear();
      say("drawn");
    } catch (error) {
      say("failed", error instanceof Error ? error.message : String(error));
    }
  };
  addEventListener("message", ({ source, data }: MessageEvent<Message>) => {
    if (source !== host) return;
    if (data?.library) {
      const script = document.createElement("script");
      script.text = data.library;
      document.head.append(script);
    }
    if (data?.figure && data.of !== shown?.of) void draw(data as FigureMessage);
  });
}

/** A page that has a place for figures, and a program that draws there. */
export function figurePage(program: (token: string) => void, token: string, style: string): string {
  return (
    `<style>html,body{margin:0}${style}</style><div id="figure"></div>` +
    `<script>(${program})(${JSON.stringify(token)})</script>`
  );
}
