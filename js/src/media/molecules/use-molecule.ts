import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../../thumbnails";
import type { MediaSource } from "../kinds";
import type { StillItem } from "../stills";
import { fetchMolecule, type MoleculeData } from "./fetch-molecule";

export type MoleculeState =
  | { status: "loading"; share: number }
  | { status: "ready"; data: MoleculeData }
  | { status: "failed"; message: string };

/** Fetch one molecule of a file, and stop when another is wanted. What was shown stays until it is there. */
export function useMolecule(
  source: MediaSource,
  item: StillItem,
  at: number,
): [MoleculeState, retry: () => void] {
  const [state, setState] = useState<MoleculeState>({ status: "loading", share: 0 });
  const [attempt, setAttempt] = useState(0);
  const { column, row, index } = source;
  useEffect(() => {
    const stop = new AbortController();
    const onProgress = (done: number, size: number) =>
      setState({ status: "loading", share: size > 0 ? done / size : 0 });
    setState((before) => (before.status === "ready" ? before : { status: "loading", share: 0 }));
    fetchMolecule(source, item, at, { onProgress, signal: stop.signal }).then(
      (data) => stop.signal.aborted || setState({ status: "ready", data }),
      (error) => stop.signal.aborted || setState({ status: "failed", message: messageOf(error) }),
    );
    return () => stop.abort();
  }, [column, row, index, at, attempt]);
  return [state, () => setAttempt(attempt + 1)];
}
