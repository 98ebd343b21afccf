import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { pixelRatioOf, thumbnailsOf } from "../panels/image";
import { messageOf, type Thumbnail, thumbnailSize } from "../thumbnails";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";
import { type Original, PictureLoader } from "./picture-loader";

/** What the viewer shows of one cell. */
export interface Viewed {
  status: "empty" | "loading" | "ready" | "failed";
  /** The original or, while it is on its way, the thumbnail. */
  picture: Thumbnail | null;
  original: Original | null;
  message: string;
  /** Set after a wait that wants an explanation. */
  isSlow: boolean;
}

/** The pictures of one row, by column. */
export interface RowPictures {
  of(column: string): Viewed;
  retry(): void;
}

/** A row whose pictures are wanted, and those of its columns that hold none. */
export interface Wanted {
  id: number | undefined;
  empty: readonly string[];
}

const SLOW_MS = 1500;
const EMPTY: Viewed = { status: "empty", picture: null, original: null, message: "", isSlow: false };

type Outcome = { original: Original } | { message: string };

const keyOf = (row: number, column: string) => `${row}/${column}`;

/** Follow the pictures of a row: thumbnails at once, originals when they are here, the neighbours' after that. */
export function useRowPictures(
  columns: readonly ColumnInfo[],
  row: Wanted,
  neighbours: Wanted[],
): RowPictures {
  const view = useView();
  const loader = useMemo(() => new PictureLoader(view.channel), [view]);
  useEffect(() => () => loader.clear(), [loader]);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [small, setSmall] = useState<ReadonlyMap<string, Thumbnail>>(new Map());
  const [slow, setSlow] = useState<number | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  const { id } = row;
  const names = columns.map(({ name }) => name).filter((name) => !row.empty.includes(name));
  const wanted = names.join("\n");
  const pixelRatio = pixelRatioOf(view).value;

  useLayoutEffect(() => {
    if (id === undefined) return;
    const stops = names.map((name) => {
      const { state, release } = thumbnailsOf(view).use(name, id, thumbnailSize(88, 66, pixelRatio));
      const stop = state.subscribe((value) => {
        if (value.status === "ready") setSmall((known) => put(known, id, keyOf(id, name), value.picture));
      });
      return () => {
        stop();
        release();
      };
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [view, wanted, id, pixelRatio]);

  useEffect(() => {
    if (id === undefined || names.length === 0) return;
    let isGone = false;
    const timer = setTimeout(() => setSlow(id), SLOW_MS);
    const tell = (name: string, outcome: Outcome) => {
      if (!isGone) setOutcomes((known) => put(known, id, keyOf(id, name), outcome));
    };
    const load = (name: string) =>
      loader.load(name, id).then(
        (original) => tell(name, { original }),
        (error) => tell(name, { message: messageOf(error) }),
      );
    void Promise.all(names.map(load)).then(() => {
      clearTimeout(timer);
      if (isGone) return;
      for (const next of neighbours) {
        if (next.id === undefined) continue;
        for (const name of names) if (!next.empty.includes(name)) loader.load(name, next.id).catch(() => {});
      }
    });
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [loader, wanted, id, attempt]);

  const viewed = useMemo(() => {
    const of = (name: string): Viewed => {
      if (row.empty.includes(name)) return EMPTY;
      const key = keyOf(id ?? -1, name);
      const outcome = outcomes.get(key);
      const original = outcome && "original" in outcome ? outcome.original : null;
      const failure = outcome && "message" in outcome ? outcome.message : null;
      return {
        status: original ? "ready" : failure === null ? "loading" : "failed",
        picture: original ?? (failure === null ? (small.get(key) ?? null) : null),
        original,
        message: failure ?? "",
        isSlow: !outcome && slow === id,
      };
    };
    return new Map(columns.map(({ name }) => [name, of(name)]));
  }, [columns, outcomes, small, slow, id, row.empty.join("\n")]);

  return {
    of: (name) => viewed.get(name) ?? EMPTY,
    retry: () => {
      setOutcomes(new Map());
      setAttempt(attempt + 1);
    },
  };
}

/** With one entry more; those of other rows go, which have the loader to come back from. */
function put<T>(known: ReadonlyMap<string, T>, row: number, key: string, value: T): ReadonlyMap<string, T> {
  return new Map([...known].filter(([other]) => other.startsWith(`${row}/`))).set(key, value);
}
