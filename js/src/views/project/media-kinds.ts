/** Kinds of files that the viewers of media draw. */
export const MEDIA: ReadonlySet<string> = new Set([
  "image",
  "audio",
  "video",
  "html",
  "object3D",
  "molecule",
  "plotly",
  "vega",
  "bokeh",
]);
