import { batch } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { messageOf } from "../thumbnails";
import type { Questions, SavedView, ViewState, ViewsAction } from "../wire";
import { openViewOf } from "./saved-view";
import { useTable } from "./table-state";
import "./menu-icons";
import "./saved-views.css";

type Known = Questions["views"]["result"];

/** The views of the project that have a name: to open, save, rename and delete. */
export function SavedViews({ onClose }: { onClose(): void }) {
  const state = useTable();
  const openView = openViewOf(state);
  const [known, setKnown] = useState<Known | null>(null);
  const [failure, setFailure] = useState("");
  const [notes, setNotes] = useState<string[]>([]);
  const current = openView.name.value;
  const isChanged = openView.isChanged.value;

  const tell = async (action: ViewsAction): Promise<Known | null> => {
    setFailure("");
    try {
      const { result } = await state.channel.ask("views", action, state.signal);
      setKnown(result);
      return result;
    } catch (error) {
      if (!state.signal.aborted) setFailure(messageOf(error));
      return null;
    }
  };
  useEffect(() => {
    void tell({ action: "list" }).then((result) => result && openView.take(result.views));
  }, []);

  const show = (shown: ViewState) =>
    batch(() => {
      state.query.value = shown.query;
      state.overlays.value = shown.overlays;
      state.layout.value = shown.layout;
    });
  const open = async (name: string) => {
    const result = await tell({ action: "open", name });
    if (!result?.state) return;
    const shown = result.state;
    batch(() => {
      openView.name.value = name;
      show(shown);
    });
    openView.saved.value = shown;
    setNotes(result.notes);
    if (result.notes.length === 0) onClose();
  };
  const save = async (name: string) => {
    const kept = openView.state.peek();
    if (!(await tell({ action: "save", name, state: kept }))) return;
    openView.name.value = name;
    openView.saved.value = kept;
    onClose();
  };
  const rename = async (name: string, to: string) => {
    const result = await tell({ action: "rename", name, to });
    if (result && name === current) openView.name.value = to;
  };
  const remove = async (name: string) => {
    const result = await tell({ action: "delete", name });
    if (result && name === current) openView.name.value = "";
  };

  return (
    <div class="dv-saved-views">
      {isChanged && (
        <div class="dv-saved-now">
          <span class="dv-text">
            <b>{current}</b> <span class="dv-quiet">changed</span>
          </span>
          <Button
            small
            label="Go back"
            title="Show it as it was saved"
            onClick={() => {
              const saved = openView.saved.peek();
              if (saved) show(saved);
              onClose();
            }}
          />
          <Button look="primary" small label="Save" data-autofocus="" onClick={() => save(current)} />
        </div>
      )}
      {known && known.views.length > 0 && (
        <ul aria-label="Saved views">
          {known.views.map((view) => (
            <SavedViewRow
              key={view.name}
              view={view}
              isCurrent={view.name === current}
              onOpen={() => open(view.name)}
              onRename={(to) => rename(view.name, to)}
              onDelete={() => remove(view.name)}
            />
          ))}
        </ul>
      )}
      {known?.views.length === 0 && (
        <p>
          No view of <b>{known.project}</b> has a name yet. A name keeps what is shown now: the query, the
          columns, the layout and what is drawn over pictures.
        </p>
      )}
      {!known && !failure && <p aria-busy="true">Loading …</p>}
      <SaveAs taken={known?.views.map(({ name }) => name) ?? []} onSave={save} />
      {failure && (
        <p class="dv-panel-failure" role="alert">
          <Icon name="warning" /> {failure}
        </p>
      )}
      {notes.length > 0 && (
        <p role="status">
          <b>{current}</b> does not fit this table in all: {notes.join(" ")}
        </p>
      )}
    </div>
  );
}

/** A ref that gives the keys to what has just been drawn. */
const focusNow = (el: HTMLElement | null) => el?.focus();

interface RowProps {
  view: SavedView;
  isCurrent: boolean;
  onOpen(): void;
  onRename(to: string): void;
  onDelete(): void;
}

function SavedViewRow({ view, isCurrent, onOpen, onRename, onDelete }: RowProps) {
  const [mode, setMode] = useState<"" | "rename" | "delete">("");
  const { name } = view;
  if (mode === "rename") {
    return (
      <li>
        <NameField
          label={`New name of ${name}`}
          value={name}
          button="Rename"
          onCancel={() => setMode("")}
          onDone={(to) => {
            setMode("");
            if (to !== name) onRename(to);
          }}
        />
      </li>
    );
  }
  if (mode === "delete") {
    return (
      <li class="dv-saved-ask">
        <span class="dv-text">
          Delete <b>{name}</b>?
        </span>
        <Button small label="Keep" onClick={() => setMode("")} />
        <Button look="line" small label="Delete" buttonRef={focusNow} onClick={onDelete} />
      </li>
    );
  }
  return (
    <li>
      <button type="button" class="dv-menu-item" aria-current={isCurrent || undefined} onClick={onOpen}>
        <Icon name={isCurrent ? "check" : "bookmark"} />
        <span>{name}</span>
        <small title={new Date(view.saved_at).toLocaleString()}>{ageOf(view.saved_at, Date.now())}</small>
      </button>
      <Button icon="pencil" small title={`Rename ${name}`} onClick={() => setMode("rename")} />
      <Button icon="trash" small title={`Delete ${name}`} onClick={() => setMode("delete")} />
    </li>
  );
}

function SaveAs({ taken, onSave }: { taken: string[]; onSave(name: string): void }) {
  const [name, setName] = useState("");
  return (
    <NameField
      label="Name for what is shown now"
      value={name}
      onText={setName}
      button={taken.includes(name.trim()) ? "Replace" : "Save"}
      onDone={onSave}
    />
  );
}

interface NameFieldProps {
  label: string;
  value: string;
  button: string;
  onText?(text: string): void;
  onDone(name: string): void;
  onCancel?(): void;
}

function NameField({ label, value, button, onText, onDone, onCancel }: NameFieldProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // A name that is there already is being changed.
    if (!value) return;
    input.current?.focus();
    input.current?.select();
  }, []);
  const done = () => {
    if (text.trim() !== "") onDone(text.trim());
  };
  return (
    <div class="dv-name-field">
      <input
        class="dv-field"
        aria-label={label}
        placeholder={onCancel ? "" : label}
        value={text}
        ref={input}
        onInput={(event) => {
          setText(event.currentTarget.value);
          onText?.(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !onCancel) return;
          event.stopPropagation();
          if (event.key === "Enter") done();
          if (event.key === "Escape") {
            event.preventDefault();
            onCancel?.();
          }
        }}
      />
      <Button look="line" small label={button} disabled={text.trim() === ""} onClick={done} />
    </div>
  );
}

const UNITS: [string, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** How long ago, as one says it: "3 hours ago". */
export function ageOf(savedAt: string, now: number): string {
  const ms = now - Date.parse(savedAt);
  for (const [unit, length] of UNITS) {
    const count = Math.floor(ms / length);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
