import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { type Anchor, Popover } from "../../controls/popover";
import { Segments } from "../../controls/segments";
import type { ProjectEdit, VersionAbout } from "../../project/wire";
import { useProject } from "./project-state";
import { versionName } from "./words";

export type NameFormKind = "alias" | "rename" | "describe";

interface NameFormProps {
  anchor: Anchor;
  kind: NameFormKind;
  about: VersionAbout;
  onClose(): void;
}

const SEGMENTS = [
  { value: "alias", label: "Alias", title: "Names this one version of the artifact" },
  { value: "tag", label: "Tag", title: "Any number of versions may have it" },
] as const;

/** A new name, an alias or a tag, or words about a version. */
export function NameForm({ anchor, kind, about, onClose }: NameFormProps) {
  const state = useProject();
  const { name, version } = about;
  const [text, setText] = useState(
    kind === "rename" ? name : kind === "describe" ? (about.description ?? "") : "",
  );
  const [sort, setSort] = useState<"alias" | "tag">("alias");
  const [failure, setFailure] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(false);
  const typed = text.trim();
  const isReady = kind === "describe" || (typed !== "" && !(kind === "rename" && typed === name));
  const title = {
    alias: `Call ${versionName(name, version)}`,
    rename: `Rename ${name}`,
    describe: `Describe ${versionName(name, version)}`,
  }[kind];
  const done = async () => {
    if (!isReady || isWorking) return;
    setWorking(true);
    const said = await state.edit(changeOf(kind, sort, about, typed));
    setWorking(false);
    setFailure(said);
    if (said !== null) return;
    onClose();
    if (kind === "rename") state.openVersion(typed, version);
  };
  const label = { alias: sort === "alias" ? "Alias" : "Tag", rename: "Name", describe: "Description" }[kind];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && kind === "describe" && (event.ctrlKey || event.metaKey)) void done();
    if (event.key !== "Escape") event.stopPropagation();
  };
  return (
    <Popover anchor={anchor} open onClose={onClose} label={title} width={340} class="dv-project-form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void done();
        }}
      >
        <b>{title}</b>
        {kind === "alias" && (
          <Segments label="What it is" segments={SEGMENTS} value={sort} onPick={setSort} />
        )}
        {kind === "rename" && (
          <p class="dv-quiet">
            All its versions go by the new name; what names it by the old one still finds it.
          </p>
        )}
        {kind === "describe" ? (
          <textarea
            class="dv-field"
            data-autofocus=""
            rows={5}
            aria-label={label}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        ) : (
          <input
            class="dv-field"
            data-autofocus=""
            aria-label={label}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        )}
        {failure !== null && <p role="alert">{failure}</p>}
        <div class="dv-form-end">
          <Button label="Cancel" onClick={onClose} />
          <Button
            look="primary"
            type="submit"
            label={{ alias: "Add", rename: "Rename", describe: "Keep" }[kind]}
            disabled={!isReady || isWorking}
          />
        </div>
      </form>
    </Popover>
  );
}

function changeOf(
  kind: NameFormKind,
  sort: "alias" | "tag",
  { name, version }: VersionAbout,
  text: string,
): ProjectEdit {
  if (kind === "rename") return { what: "rename", name, to: text };
  if (kind === "describe") return { what: "describe", name, version, text };
  return sort === "alias"
    ? { what: "alias", name, version, alias: text }
    : { what: "tag", name, version, tag: text };
}
