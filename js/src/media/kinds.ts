import type { ComponentType } from "preact";
import type { IconName } from "../controls/icon";
import type { ViewContext } from "../views/context";
import { anyFile } from "./any-file";
import type { StillItem } from "./stills";
import type { MediaPlace } from "./wire";

/** Where a medium stands, and the view whose channel brings it. */
export interface MediaSource extends MediaPlace {
  view: Pick<ViewContext, "channel" | "signal">;
}

export interface StillProps {
  item: StillItem;
  source: MediaSource;
  /** Room, in CSS pixels. */
  width: number;
  height: number;
  /** Whether it stands for an open medium; else it is one of many, in cells, strips and cards. */
  isLarge: boolean;
}

export interface ViewerProps {
  item: StillItem;
  source: MediaSource;
  /** Room, in CSS pixels; it follows the window. A viewer may take less height, never more width. */
  width: number;
  height: number;
  /** Where a viewer puts what keys do that are pressed anywhere in it: true where the key was its own. */
  keys: { current: ((event: KeyboardEvent) => boolean) | null };
}

/** How media of one type are drawn. */
export interface MediaKind {
  /** As the column's `media` says it. */
  type: string;
  /** For sentences: "sound", "video". */
  noun: string;
  icon: IconName;
  /** Draws it small, from what is in its item: a still fetches nothing. */
  Still: ComponentType<StillProps>;
  /** Draws it open: one for each medium. It may fetch (`fetchMedia`, `askView`), shows how far that is, and ends all
   * when it unmounts; what is to stay goes into `keptState`. */
  Viewer: ComponentType<ViewerProps>;
  /** Whether one Viewer stays while rows and items are stepped through, and follows `item` and `source`: for those that
   * are slow to begin. Nothing of the medium before may be seen once they are others. */
  stays?: boolean;
  /** Keys of the viewer, for the line at its foot. */
  hints?: readonly { keys: string[]; text: string }[];
}

const kinds = new Map<string, MediaKind>();

export function registerMedia(kind: MediaKind): void {
  kinds.set(kind.type, kind);
}

/** How a type is drawn; a type that no one registered is shown as a file. */
export function kindOf(type: string): MediaKind {
  return kinds.get(type) ?? anyFile;
}

const kept = new WeakMap<MediaSource["view"]["channel"], Map<string, unknown>>();

/** What a viewer keeps while rows are stepped through and when it is opened again: one value per view and name. */
export function keptState<T>({ channel }: MediaSource["view"], name: string, make: () => T): T {
  const ofView = kept.get(channel) ?? new Map<string, unknown>();
  kept.set(channel, ofView);
  if (!ofView.has(name)) ofView.set(name, make());
  return ofView.get(name) as T;
}
