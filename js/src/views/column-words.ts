import type { IconName } from "../controls/icon";
import type { ColumnInfo, Kind } from "../wire";

/** Kinds of columns as people say them. */
const KIND_WORDS: Record<Kind, string> = {
  number: "number",
  text: "text",
  boolean: "true or false",
  timestamp: "date and time",
  image: "picture",
  list: "list",
  struct: "record",
  any: "mixed",
};

/** Media by the type of their cells: the icon, and how people say it. */
const MEDIA: Record<string, [IconName, string]> = {
  "image-file": ["image", "picture"],
  "audio-file": ["sound", "sound"],
  "video-file": ["video", "video"],
  "html-file": ["html", "page"],
  "molecule-file": ["molecule", "molecule"],
  "object3D-file": ["solid", "3D object"],
  "plotly-file": ["plot", "figure"],
  "bokeh-file": ["plot", "figure"],
  "vega-file": ["plot", "chart"],
};

type Described = Pick<ColumnInfo, "kind" | "integer" | "media" | "many"> & { type?: string };

/** What a column holds: "whole number", "sound", "list of pictures". */
export function columnWords({ kind, integer, media, many, type }: Described): string {
  if (type === "histogram") return "histogram";
  const noun = MEDIA[media ?? ""]?.[1];
  if (noun) return many ? `list of ${noun}s` : noun;
  return integer ? "whole number" : KIND_WORDS[kind];
}

export function columnIcon({
  kind,
  media,
  type,
}: Pick<ColumnInfo, "kind" | "media"> & { type?: string }): IconName {
  if (type === "histogram") return type;
  return MEDIA[media ?? ""]?.[0] ?? kind;
}
