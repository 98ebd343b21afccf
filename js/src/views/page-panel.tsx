import { useState } from "preact/hooks";
import type { WatchedChannel } from "../activity";
import type { PageMedia, PageOf } from "../wire";
import { FileName, FilePlace, PageSize, type Place, useWriting, WriteFile, writePage } from "./export-parts";

export interface PagePanelProps {
  channel: WatchedChannel;
  /** What the view is called, and the file unless it is named. */
  title: string;
  /** Of a run inside a workspace: the run, and how it is shown. */
  of?: PageOf;
}

/** Write a view that has no rows to export as a page: how large it would be, its name, and where it goes. */
export function PagePanel({ channel, title, of }: PagePanelProps) {
  const [to, setTo] = useState<Place>("folder");
  const [name, setName] = useState("");
  const [media, setMedia] = useState<PageMedia>("stills");
  const writing = useWriting();
  const write = () => {
    if (!writing.running) void writing.start((stopped) => writePage(channel, to, name, media, stopped, of));
  };
  return (
    <div class="dv-export">
      <FileName name={name} usual={title} ending=".html" onInput={setName} onEnter={write} />
      <FilePlace to={to} onPick={setTo} />
      <PageSize channel={channel} media={media} of={of} onMedia={setMedia} />
      <WriteFile channel={channel} writing={writing} label="Write the page" onGo={write} />
    </div>
  );
}
