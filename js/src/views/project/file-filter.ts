/** Which files of a list are wanted: by words of their paths, and by kind. */
import type { IconName } from "../../controls/icon";
import { wordsOf } from "./marks";

/** What a list of files needs to know of one. */
export interface ListedFile {
  path: string;
  size: number;
  kind: string;
  is_reference: boolean;
}

export const FILE_ICONS: Record<string, IconName> = {
  table: "table",
  image: "image",
  audio: "sound",
  video: "video",
  html: "html",
  object3D: "solid",
  molecule: "molecule",
  plotly: "plot",
  vega: "plot",
  bokeh: "plot",
  histogram: "histogram",
  text: "text",
  markdown: "text",
  json: "struct",
  classes: "classes",
};

/** The files whose paths have all words of a text, whatever their case, of one kind or of any. */
export function matching<F extends ListedFile>(
  files: readonly F[],
  text: string,
  kind: string | null,
): readonly F[] {
  const words = wordsOf(text.toLowerCase());
  if (words.length === 0 && kind === null) return files;
  return files.filter((file) => {
    if (kind !== null && file.kind !== kind) return false;
    const path = file.path.toLowerCase();
    return words.every((word) => path.includes(word));
  });
}

/** How many files of each kind there are, most first. */
export function kindCounts(files: readonly ListedFile[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { kind } of files) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
