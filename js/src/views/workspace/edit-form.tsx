import { useSignal } from "@preact/signals";
import { Button } from "../../controls/button";
import { type Anchor, Popover } from "../../controls/popover";
import type { RunHead } from "../../runs/workspace-wire";
import { runsInWords } from "./words";
import { useWorkspace } from "./workspace-state";

export type EditAction = "delete" | "rename" | "tag" | "untag";

/** From so many runs on, their number is typed before they are deleted. */
const TYPED_FROM = 5;

export interface EditFormProps {
  anchor: Anchor;
  action: EditAction;
  runs: readonly RunHead[];
  onClose(): void;
}

/** A name, a tag, or the word that runs may be deleted. */
export function EditForm({ anchor, action, runs, onClose }: EditFormProps) {
  const workspace = useWorkspace();
  const [first] = runs;
  const text = useSignal(action === "rename" && first ? first.name : "");
  const failure = useSignal<string | null>(null);
  const isWorking = useSignal(false);
  const isCounted = action === "delete" && runs.length >= TYPED_FROM;
  const hasField = action !== "delete" || isCounted;
  const typed = text.value.trim();
  const isReady = action !== "delete" ? typed !== "" : !isCounted || typed === String(runs.length);
  const what = runs.length === 1 && first ? `“${first.name}”` : runsInWords(runs.length);
  const tags = [...new Set(runs.flatMap((run) => run.tags))].sort();
  const act = async (value: string) => {
    isWorking.value = true;
    failure.value = await workspace.edit(
      runs.map(({ id }) => id),
      action,
      value,
    );
    isWorking.value = false;
    if (failure.value === null) onClose();
  };
  const title = {
    delete: `Delete ${what}?`,
    rename: `Rename ${what}`,
    tag: `Add a tag to ${what}`,
    untag: `Take a tag off ${what}`,
  }[action];
  const label = { delete: "Number of runs", rename: "Name", tag: "Tag", untag: "Tag" }[action];
  return (
    <Popover anchor={anchor} open onClose={onClose} label={title} width={320} class="dv-edit-form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isWorking.value) void act(typed);
        }}
      >
        <b>{title}</b>
        {action === "delete" && (
          <p class="dv-quiet">
            {runs.length === 1
              ? "Its steps, its config and its summary go"
              : "Their steps, configs and summaries go"}{" "}
            for good; artifacts that were logged stay.
            {isCounted && ` Type ${runs.length} to go on.`}
          </p>
        )}
        {action === "untag" && (
          <div class="dv-tags">
            {tags.map((tag) => (
              <Button
                key={tag}
                look="line"
                small
                label={tag}
                title={`Take off the tag ${tag}`}
                disabled={isWorking.value}
                onClick={() => void act(tag)}
              />
            ))}
          </div>
        )}
        {hasField && action !== "untag" && (
          <input
            class="dv-field"
            data-autofocus
            aria-label={label}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
          />
        )}
        {failure.value && <p role="alert">{failure.value}</p>}
        <div class="dv-form-end">
          <Button label="Cancel" onClick={onClose} />
          {action !== "untag" && (
            <Button
              look={action === "delete" ? "line" : "primary"}
              class={action === "delete" ? "is-danger" : ""}
              type="submit"
              label={{ delete: "Delete", rename: "Rename", tag: "Add the tag" }[action]}
              disabled={!isReady || isWorking.value}
              {...(action === "delete" && !isCounted ? { "data-autofocus": "" } : {})}
            />
          )}
        </div>
      </form>
    </Popover>
  );
}
