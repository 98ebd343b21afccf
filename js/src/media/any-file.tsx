import { Icon } from "../controls/icon";
import type { MediaKind, StillProps, ViewerProps } from "./kinds";
import { kindOf } from "./kinds";
import type { StillItem } from "./stills";
import "./media-icons";
import "./any-file.css";

/** Room that a picture's excerpt of text or the words below an icon need at least, in CSS pixels. */
const WORDS_PX = { width: 64, height: 44 };

/** A still as it came: a picture, an excerpt, or else what kind of file it is. */
export function PlainStill({ item, width, height, isLarge }: StillProps) {
  const { still } = item;
  if (still instanceof HTMLImageElement)
    return <StillPicture photo={still} width={width} height={height} name={nameOf(item)} />;
  if (typeof still === "string") {
    return (
      <span class="dv-still-text" style={{ width: `${width}px`, height: `${height}px` }}>
        {still}
      </span>
    );
  }
  const hasWords = isLarge || (width >= WORDS_PX.width && height >= WORDS_PX.height);
  return (
    <span class={`dv-still-file ${isLarge ? "is-large" : ""}`} title={hasWords ? undefined : nameOf(item)}>
      <Icon name={kindOf(item.type).icon} size={isLarge ? 32 : 18} />
      {hasWords && (
        <>
          {item.caption && <span class="dv-text">{item.caption}</span>}
          <span class="dv-quiet dv-text">
            {item.format} · {formatBytes(item.size)}
          </span>
        </>
      )}
    </span>
  );
}

/** A picture as large as fits. The image that was decoded is drawn, so that scrolling decodes nothing again. */
export function StillPicture({
  photo,
  width,
  height,
  name,
}: {
  photo: HTMLImageElement;
  width: number;
  height: number;
  name: string;
}) {
  const scale = Math.min(width / photo.naturalWidth, height / photo.naturalHeight);
  return (
    <img
      class="dv-still-picture"
      src={photo.src}
      alt={name}
      draggable={false}
      width={Math.max(1, Math.round(photo.naturalWidth * scale))}
      height={Math.max(1, Math.round(photo.naturalHeight * scale))}
    />
  );
}

/** What to call a medium: its caption, or what it is. */
export function nameOf(item: Pick<StillItem, "caption" | "type" | "format" | "size">): string {
  return item.caption || `${kindOf(item.type).noun} (${item.format}, ${formatBytes(item.size)})`;
}

/** "850 B", "12.4 kB", "3.1 MB". */
export function formatBytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const [value, unit] =
    size < 1e6 ? [size / 1e3, "kB"] : size < 1e9 ? [size / 1e6, "MB"] : [size / 1e9, "GB"];
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

function FileViewer(props: ViewerProps) {
  const { still } = props.item;
  const isPicture = still instanceof HTMLImageElement;
  return (
    <div class="dv-file-viewer" style={{ minHeight: `${Math.min(props.height, 240)}px` }}>
      <PlainStill {...props} isLarge width={props.width} height={isPicture ? props.height : 200} />
    </div>
  );
}

/** A type that is shown as a file only. */
export const anyFile: MediaKind = {
  type: "media-file",
  noun: "file",
  icon: "file",
  Still: PlainStill,
  Viewer: FileViewer,
};
