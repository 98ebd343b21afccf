import { type ReadonlySignal, signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { pixelRatioOf, thumbnailsOf } from "../panels/image";
import type { Size } from "../pixels/camera";
import { messageOf, type Thumbnail, thumbnailSize } from "../thumbnails";
import type { ColumnInfo } from "../wire";
import { useView } from "./context";
import { type Original, PictureLoader } from "./picture-loader";

/** What the viewer shows of a row. */
export interface Viewed {
  status: "loading" | "ready" | "failed";
  /** The original or, while it is on its way, the thumbnail. */
  picture: Thumbnail | null;
  original: Original | null;
  /** Size of the picture, for what follows it without drawing anew. */
  size: ReadonlySignal<Size | null>;
  message: string;
  /** Set after a wait that wants an explanation. */
  isSlow: boolean;
  retry(): void;
}

const SLOW_MS = 1500;

type Outcome = { key: string; original: Original } | { key: string; message: string };

/** Follow the picture of a row: its thumbnail at once, its original when it is here, the neighbours' after that. */
export function usePicture(
  column: ColumnInfo,
  row: number | undefined,
  neighbours: (number | undefined)[],
): Viewed {
  const view = useView();
  const loader = useMemo(() => new PictureLoader(view.channel), [view]);
  useEffect(() => () => loader.clear(), [loader]);
  const key = `${row}/${column.name}`;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [slow, setSlow] = useState("");
  const [attempt, setAttempt] = useState(0);
  const thumbnail = useSignal<{ key: string; picture: Thumbnail } | null>(null);
  const size = useMemo(() => signal<Size | null>(null), []);

  const pixelRatio = pixelRatioOf(view).value;
  useLayoutEffect(() => {
    if (row === undefined) return;
    const { state, release } = thumbnailsOf(view).use(column.name, row, thumbnailSize(88, 66, pixelRatio));
    const stop = state.subscribe((value) => {
      if (value.status === "ready") thumbnail.value = { key, picture: value.picture };
    });
    return () => {
      stop();
      release();
    };
  }, [view, column, row, pixelRatio]);

  useEffect(() => {
    if (row === undefined) return;
    let isGone = false;
    const timer = setTimeout(() => setSlow(key), SLOW_MS);
    loader
      .load(column.name, row)
      .then(
        (original) => {
          if (isGone) return;
          setOutcome({ key, original });
          for (const other of neighbours)
            if (other !== undefined) loader.load(column.name, other).catch(() => {});
        },
        (error) => isGone || setOutcome({ key, message: messageOf(error) }),
      )
      .finally(() => clearTimeout(timer));
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [loader, column, row, attempt]);

  const here = outcome?.key === key ? outcome : null;
  const original = here && "original" in here ? here.original : null;
  const small = thumbnail.value?.key === key ? thumbnail.value.picture : null;
  const picture = original ?? small;
  useLayoutEffect(() => {
    size.value = picture;
  }, [picture]);
  return {
    status: original ? "ready" : here ? "failed" : "loading",
    picture: here && !original ? null : picture,
    original,
    size,
    message: here && "message" in here ? here.message : "",
    isSlow: !here && slow === key,
    retry: () => {
      setOutcome(null);
      setAttempt(attempt + 1);
    },
  };
}
