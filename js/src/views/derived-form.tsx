import { useEffect, useId, useState } from "preact/hooks";
import { decodeRows } from "../arrow";
import { AskError } from "../channel";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { panelFor } from "../panels/registry";
import type { Row } from "../rows";
import type { ColumnInfo, Failure } from "../wire";
import { columnIcon, columnWords } from "./column-words";
import { type Deriving, putDerived, removeDerived, suggestedName } from "./derive-edit";
import { ExpressionField } from "./expression-field";
import { useTable } from "./table-state";
import "./derived-form.css";

const PAUSE_MS = 120;
const VALUES = 6;

interface Preview {
  column: ColumnInfo;
  nameError: string | null;
  rows: Row[];
}

type Said =
  | { state: "none" | "asking" }
  | { state: "fine"; preview: Preview }
  | { state: "wrong"; failure: Failure };

export interface DerivedFormProps {
  deriving: Deriving;
  onClose(): void;
}

/** Name and expression of a column that the view computes, with its first values while it is typed. */
export function DerivedForm({ deriving, onClose }: DerivedFormProps) {
  const state = useTable();
  const id = useId();
  const old = (state.query.peek().derive ?? []).find((column) => column.name === deriving.name);
  const [text, setText] = useState(old?.text ?? deriving.text ?? "");
  const [typedName, setName] = useState(old?.name ?? "");
  const taken = (state.info.value?.columns ?? [])
    .map(({ name }) => name)
    .filter((name) => name !== old?.name);
  const name = typedName.trim() || suggestedName(text, taken);
  const said = usePreview(text, name, old?.name ?? null);
  const nameError = said.state === "fine" ? said.preview.nameError : null;
  const apply = () => {
    if (text.trim() === "" || said.state === "wrong" || nameError) return;
    state.edit((query) => putDerived(query, name, text.trim(), old?.name ?? null));
    onClose();
  };
  return (
    <div class="dv-derived">
      <label class="dv-derived-name" for={id}>
        <Icon name="derived" />
        <span>Name</span>
        <input
          id={id}
          class="dv-field"
          value={typedName}
          placeholder={text.trim() === "" ? "that of its expression" : name}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={nameError ? true : undefined}
          aria-describedby={nameError ? `${id}-error` : undefined}
          onInput={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") apply();
            if (event.key !== "Escape") event.stopPropagation();
          }}
        />
      </label>
      {nameError && (
        <div id={`${id}-error`} class="dv-editor-error" role="alert">
          <Icon name="warning" />
          <span>{nameError}</span>
        </div>
      )}
      <ExpressionField
        label="Expression of the column"
        text={text}
        placeholder="inter / union, or len(losses)"
        refused={said.state === "wrong" ? said.failure : null}
        onText={setText}
        onEnter={apply}
        onEscape={onClose}
        enter={old ? "change it" : "add it"}
        escape="leave"
        foot={
          <>
            {old && (
              <Button
                small
                label="Remove column"
                onClick={() => {
                  state.edit((query) => removeDerived(query, old.name));
                  onClose();
                }}
              />
            )}
            <Button
              small
              look="primary"
              label={old ? "Change column" : "Add column"}
              disabled={text.trim() === "" || said.state === "wrong" || nameError !== null}
              onClick={apply}
            />
          </>
        }
      >
        {said.state === "fine" && <Values preview={said.preview} name={name} />}
      </ExpressionField>
    </div>
  );
}

/** What kind of column it would be, and its first values in the order of the view. */
function Values({ preview, name }: { preview: Preview; name: string }) {
  const { column, rows } = preview;
  const { Cell } = panelFor(column, undefined);
  return (
    <div class="dv-derived-values" role="status" aria-label="Preview">
      <div class="dv-derived-kind">
        <Icon name={columnIcon(column)} size={14} />
        <span class="dv-text">{name}</span>
        <small class="dv-quiet">{columnWords(column)}</small>
      </div>
      {rows.length === 0 && <small class="dv-quiet">No row matches, so there is no value to show.</small>}
      <ol>
        {rows.map((row, at) => (
          <li key={at}>
            <small class="dv-quiet">{formatCount(at + 1)}</small>
            <Cell
              column={column}
              value={row.cell(column.name)}
              row={row.id}
              width={200}
              height={24}
              summary={undefined}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What Python makes of the expression, some moments after the last letter. */
function usePreview(text: string, name: string, replaces: string | null): Said {
  const state = useTable();
  const [said, setSaid] = useState<{ key: string; text: string; said: Said } | null>(null);
  const key = JSON.stringify([text, name]);
  useEffect(() => {
    if (text.trim() === "") return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const params = { query: state.query.peek(), name, text, count: VALUES, replaces };
      state.channel.ask("preview", params, abort.signal).then(
        ({ result, buffers }) => {
          const rows = buffers[0]?.length ? decodeRows(buffers[0]) : [];
          const preview = { column: result.column, nameError: result.name_error, rows };
          setSaid({ key, text, said: { state: "fine", preview } });
        },
        (error) => {
          if (error instanceof AskError)
            setSaid({ key, text, said: { state: "wrong", failure: error.failure } });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, text, name, replaces, key]);
  if (text.trim() === "") return { state: "none" };
  // The values stay while only the name changes.
  return said?.text === text ? said.said : { state: "asking" };
}
