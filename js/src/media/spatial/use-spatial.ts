import { useEffect, useState } from "preact/hooks";
import type { Group } from "three";
import { fetchMedia } from "../fetch-media";
import type { MediaSource } from "../kinds";
import { emptyCloud, fetchMesh, fetchPoints, fetchScene } from "./fetch-scene";
import { gltfObject, meshObject } from "./mesh-object";
import type { Cloud, CloudScene, Scene } from "./wire";

/** What came so far of the open medium. */
export type Loaded =
  | { kind: "cloud"; scene: CloudScene; cloud: Cloud }
  | { kind: "mesh"; scene: Exclude<Scene, CloudScene>; object: Group };

export interface Loading {
  loaded: Loaded | null;
  /** 0 to 1 while there is more to come, null when all is here. */
  share: number | null;
  /** Told whenever more points are here: which ones are new. */
  grown: { from: number; to: number } | null;
  failure: string | null;
}

const PACKED =
  "Its vertices are packed (Draco or meshopt), and nothing here unpacks them: export the file without compression.";

/** Fetch a cloud or mesh, and tell of it as it comes. `most` points are fetched where that is given. */
export function useSpatial({ view, column, row, index }: MediaSource, most: number | undefined): Loading {
  const [state, setState] = useState<Loading>({ loaded: null, share: 0, grown: null, failure: null });
  useEffect(() => {
    const closing = new AbortController();
    const signal = AbortSignal.any([closing.signal, view.signal]);
    const source = { view, column, row, index };
    const tell = (change: Partial<Loading>) => {
      if (!signal.aborted) setState((now) => ({ ...now, ...change }));
    };
    const onProgress = (share: number) => tell({ share });
    const load = async () => {
      const scene = await fetchScene(source, most, signal);
      if (scene.kind === "cloud") {
        const cloud = emptyCloud(scene);
        const loaded: Loaded = { kind: "cloud", scene, cloud };
        tell({ loaded });
        await fetchPoints(source, scene, cloud, most, { onProgress, signal }, (from, to) =>
          tell({ grown: { from, to } }),
        );
      } else if (scene.kind === "mesh") {
        const parts = await fetchMesh(source, scene, { onProgress, signal });
        if (signal.aborted) return;
        tell({ loaded: { kind: "mesh", scene, object: meshObject(parts) } });
      } else {
        if (scene.is_packed) throw new Error(PACKED);
        const file = await fetchMedia(source, {
          onProgress: (done, size) => onProgress(done / size),
          signal,
        });
        const object = await gltfObject(file);
        tell({ loaded: { kind: "mesh", scene, object } });
      }
      tell({ share: null });
    };
    setState({ loaded: null, share: 0, grown: null, failure: null });
    load().catch((error) => tell({ failure: error instanceof Error ? error.message : String(error) }));
    return () => closing.abort();
  }, [view, column, row, index, most]);
  return state;
}
