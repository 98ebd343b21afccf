import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { type Anchor, Popover } from "../../controls/popover";
import { Segments } from "../../controls/segments";
import { editOf, firstText, type NameChange, type Named, titleOf } from "./named";
import { useProject } from "./project-state";
import { Removable } from "./removable";

interface NameFormProps {
  anchor: Anchor;
  change: NameChange;
  named: Named;
  onClose(): void;
}

const SEGMENTS = [
  { value: "alias", label: "Alias", title: "Names this one version of the artifact" },
  { value: "tag", label: "Tag", title: "Any number of versions may have it" },
] as const;

const LABELS: Record<NameChange, string> = {
  rename: "Name",
  describe: "Description",
  alias: "Alias",
  tag: "Tag",
};
const DONE: Record<NameChange, string> = { rename: "Rename", describe: "Keep", alias: "Add", tag: "Add" };

/** A new name, an alias or a tag, or words about a version, a run or a saved view. */
export function NameForm({ anchor, change: asked, named, onClose }: NameFormProps) {
  const state = useProject();
  const [text, setText] = useState(firstText(asked, named));
  const [change, setChange] = useState(asked);
  const [failure, setFailure] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(false);
  const typed = text.trim();
  const isReady = change === "describe" || (typed !== "" && !(change === "rename" && typed === named.name));
  const done = async () => {
    if (!isReady || isWorking) return;
    setWorking(true);
    const said = await state.edit(editOf(change, named, typed));
    setWorking(false);
    setFailure(said);
    if (said !== null) return;
    onClose();
    if (change === "rename") state.renamed(named, typed);
  };
  const label = change === "describe" && named.of === "run" ? "Notes" : LABELS[change];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && change === "describe" && (event.ctrlKey || event.metaKey)) void done();
    if (event.key !== "Escape") event.stopPropagation();
  };
  const title = titleOf(asked, named);
  return (
    <Popover anchor={anchor} open onClose={onClose} label={title} width={340} class="dv-project-form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void done();
        }}
      >
        <b>{title}</b>
        {asked === "alias" && (
          <Segments
            label="What it is"
            segments={SEGMENTS}
            value={change as "alias" | "tag"}
            onPick={setChange}
          />
        )}
        {asked === "rename" && named.of === "version" && (
          <p class="dv-quiet">
            All its versions go by the new name; what names it by the old one still finds it.
          </p>
        )}
        {asked === "tag" && named.of === "run" && named.tags.length > 0 && (
          <div class="dv-page-names">
            {named.tags.map((tag) => (
              <Removable
                key={tag}
                text={tag}
                look="is-quiet"
                onRemove={async () => setFailure(await state.edit({ what: "untag", run: named.id, tag }))}
              />
            ))}
          </div>
        )}
        {change === "describe" ? (
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
          <Button look="primary" type="submit" label={DONE[change]} disabled={!isReady || isWorking} />
        </div>
      </form>
    </Popover>
  );
}
