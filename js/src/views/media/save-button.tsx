import { fetchMedia } from "../../media/fetch-media";
import type { MediaSource } from "../../media/kinds";
import { SaveFile } from "../save-file";

/** Saves the file of the open medium. */
export function SaveButton({ source }: { source: MediaSource }) {
  const { column, row, index } = source;
  return (
    <SaveFile of={JSON.stringify([column, row, index])} fetch={(options) => fetchMedia(source, options)} />
  );
}
