import { useMemo, useState } from "preact/hooks";
import type { ViewerProps } from "../kinds";
import { codecName, mayPlay } from "./playable";
import { PlayedFile } from "./played-file";
import { PlayedFrames } from "./played-frames";
import { settingsOf } from "./settings";
import { factsOf, type VideoFacts } from "./video-facts";
import "./video-player.css";

export interface PlayedProps extends ViewerProps {
  facts: VideoFacts;
}

/** An open video: played by the browser where it can, else frame by frame as Python decodes it. */
export function OpenVideo(props: ViewerProps) {
  const { item, source } = props;
  const facts = useMemo(() => factsOf(item), [item]);
  const settings = settingsOf(source.view);
  const [trouble, setTrouble] = useState<string | null>(() => {
    const video = document.createElement("video");
    const { codec } = facts;
    const plays = mayPlay((type) => video.canPlayType(type), { format: item.format, codec });
    return plays || item.format === "gif" ? null : `This browser does not play ${named(item.format, codec)}`;
  });
  if (item.format === "gif" || trouble !== null) {
    return <PlayedFrames {...props} facts={facts} settings={settings} trouble={trouble} />;
  }
  return <PlayedFile {...props} facts={facts} settings={settings} onTrouble={setTrouble} />;
}

function named(format: string, codec: string | null): string {
  return codec === null ? format : `${codecName(codec)} in ${format}`;
}
