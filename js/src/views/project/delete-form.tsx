import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { type Anchor, Popover } from "../../controls/popover";
import { formatCount } from "../../format";
import type { DeletePlan, Doomed } from "../../project/wire";
import { messageOf } from "../../thumbnails";
import { formatSize } from "../run/sizes";
import { useProject } from "./project-state";
import { useQuestion } from "./use-question";
import { counted } from "./words";

interface DeleteFormProps {
  anchor: Anchor;
  doomed: Doomed;
  onClose(): void;
}

/** What goes, what stays since others need it, and the word that it may go. */
export function DeleteForm({ anchor, doomed, onClose }: DeleteFormProps) {
  const state = useProject();
  const { reply, failure, retry } = useQuestion("project_delete_plan", doomed);
  const [isTicked, setTicked] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [isWorking, setWorking] = useState(false);
  const plan = reply?.result;
  const needsTick = (plan?.aliases.length ?? 0) > 0;
  const remove = async () => {
    if (!plan || isWorking) return;
    setWorking(true);
    try {
      await state.channel.ask("project_delete", { ...doomed, aliases: isTicked }, state.signal);
      onClose();
      const freed = plan.freed > 0 ? `, ${formatSize(plan.freed)} came free` : "";
      state.deleted(doomed, `Deleted ${plan.what}${freed}.`);
      await state.load();
    } catch (error) {
      setRefused(messageOf(error));
    }
    setWorking(false);
  };
  return (
    <Popover anchor={anchor} open onClose={onClose} label="Delete" width={380} class="dv-project-form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void remove();
        }}
      >
        <b>{plan ? `Delete ${plan.what}?` : "Delete?"}</b>
        {failure !== null && (
          <p role="alert">
            {failure} <Button look="link" small label="Try again" onClick={retry} />
          </p>
        )}
        {!plan && failure === null && <p aria-busy="true">Counting what comes free …</p>}
        {plan && <Plan plan={plan} />}
        {plan && needsTick && plan.is_refused === null && (
          <label class="dv-project-tick">
            <input
              type="checkbox"
              checked={isTicked}
              onChange={(event) => setTicked(event.currentTarget.checked)}
            />
            <span>
              The {plan.aliases.length === 1 ? "alias" : "aliases"}{" "}
              <b>{plan.aliases.map(({ alias }) => alias).join(", ")}</b>{" "}
              {plan.aliases.length === 1 ? "names" : "name"} it, and may go too.
            </span>
          </label>
        )}
        {refused !== null && <p role="alert">{refused}</p>}
        <div class="dv-form-end">
          <Button label="Cancel" data-autofocus="" onClick={onClose} />
          <Button
            look="line"
            class="is-danger"
            type="submit"
            label={plan && plan.freed > 0 ? `Delete, ${formatSize(plan.freed)} come free` : "Delete"}
            disabled={!plan || plan.is_refused !== null || isWorking || (needsTick && !isTicked)}
          />
        </div>
      </form>
    </Popover>
  );
}

/** The plan in sentences. */
function Plan({ plan }: { plan: DeletePlan }) {
  if (plan.is_refused !== null) return <p role="alert">{plan.is_refused}</p>;
  const others = plan.needed_by;
  return (
    <>
      {plan.versions.length > 0 && (
        <p>
          {plan.freed > 0 ? (
            <>
              <b>{formatSize(plan.freed)}</b> of its {formatSize(plan.size)} come free.
            </>
          ) : (
            <>Of its {formatSize(plan.size)} nothing comes free.</>
          )}{" "}
          {plan.kept > 0 && `${formatSize(plan.kept)} stay, as others need them:`}
        </p>
      )}
      {plan.kept > 0 && (
        <ul>
          {others.slice(0, 5).map(({ name, bytes, files }) => (
            <li key={name}>
              <span class="dv-text">{name}</span>
              <small>
                {formatSize(bytes)} in {counted(files, "file")}
              </small>
            </li>
          ))}
          {others.length > 5 && (
            <li>
              <small>and {formatCount(others.length - 5)} more</small>
            </li>
          )}
        </ul>
      )}
      {plan.used_by.length > 0 && (
        <p>
          Used by{" "}
          {plan.used_by
            .slice(0, 5)
            .map(({ name }) => name)
            .join(", ")}
          {plan.used_by.length > 5 && ` and ${formatCount(plan.used_by.length - 5)} more`}: their lineage
          still names it.
        </p>
      )}
      {plan.latest_after !== null && <p>v{plan.latest_after} is the latest then.</p>}
      {plan.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </>
  );
}
