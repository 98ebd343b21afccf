/** Pictures of lists: open, they are the originals; a picture of its own has a viewer for its masks and boxes. */
import { useEffect, useState } from "preact/hooks";
import { nameOf, PlainStill } from "./any-file";
import { askView } from "./fetch-media";
import { registerMedia, type ViewerProps } from "./kinds";
import "./picture.css";

/** From so many screen pixels for one of its own on, a picture is shown as squares, not blurred. */
const SQUARES = 3;

function PictureViewer(props: ViewerProps) {
  const { item, source, width, height } = props;
  const [address, setAddress] = useState<string | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [failure, setFailure] = useState<Error | null>(null);
  if (failure) throw failure;
  useEffect(() => {
    const stop = new AbortController();
    let url = "";
    const load = async () => {
      const { result, buffers } = await askView(source, "picture", {}, stop.signal);
      if (stop.signal.aborted) return;
      url = URL.createObjectURL(new Blob(buffers as BlobPart[], { type: String(result.mime) }));
      setSize({ width: Number(result.width), height: Number(result.height) });
      setAddress(url);
    };
    load().catch((error) => stop.signal.aborted || setFailure(error));
    return () => {
      stop.abort();
      URL.revokeObjectURL(url);
    };
  }, [source.view, source.column, source.row, source.index]);
  const scale = address ? Math.min(width / size.width, height / size.height) : 1;
  return (
    <div class="dv-file-viewer" style={{ height: `${height}px` }}>
      {address ? (
        <img
          class={`dv-picture-open ${scale >= SQUARES ? "is-squares" : ""}`}
          src={address}
          alt={nameOf(item)}
          width={Math.round(size.width * scale)}
          height={Math.round(size.height * scale)}
          onError={() =>
            setFailure(
              new Error(`The browser cannot show this picture (${item.mime}): save it to look at it.`),
            )
          }
        />
      ) : (
        <PlainStill {...props} isLarge />
      )}
    </div>
  );
}

registerMedia({
  type: "image-file",
  noun: "picture",
  icon: "image",
  Still: PlainStill,
  Viewer: PictureViewer,
});
