import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { AskError } from "../channel";
import { Button } from "../controls/button";
import { Icon, type IconName } from "../controls/icon";
import { Segments } from "../controls/segments";
import { formatCount, formatRows } from "../format";
import { putClause } from "../query-edit";
import type { Failure, Questions } from "../wire";
import { ExpressionField } from "./expression-field";
import { type Editing, useTable } from "./table-state";

const PAUSE_MS = 120;

type Verdict =
  | { state: "none" }
  | { state: "asking" }
  | { state: "fine"; result: Questions["check"]["result"] }
  | { state: "wrong"; failure: Failure };

const FORMS = [
  { value: "infix", label: "Infix", title: "As one writes a condition: accuracy < 0.7" },
  {
    value: "mongo",
    label: "Mongo",
    icon: "struct",
    title: "As MongoDB's aggregation language: {$lt: ['$accuracy', 0.7]}",
  },
] as const;

/** Type a clause and see at once how many rows it keeps, or what is wrong with it and where. */
export function FilterEditor({ editing }: { editing: Editing }) {
  const state = useTable();
  const [text, setText] = useState(editing.text);
  const [remark, setRemark] = useState("");
  const verdict = useVerdict(text, editing.index);
  const latest = useRef(text);
  latest.current = text;
  const isMongo = /^\s*[{["']/.test(text);
  const write = (next: string) => {
    setText(next);
    setRemark("");
  };
  const close = () => {
    state.editing.value = null;
  };
  const translate = async (form: "infix" | "mongo") => {
    if ((form === "mongo") === isMongo) return;
    if (text.trim() === "" || text.trim() === "{") return write(form === "mongo" ? "{" : "");
    let note: string;
    let translated: string | null = null;
    try {
      const { result } = await state.channel.ask("translate", { query: state.query.peek(), text });
      ({ note, text: translated } = result);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      note = error.message;
    }
    // What was typed meanwhile stays.
    if (latest.current !== text) return;
    if (translated !== null) setText(translated);
    setRemark(note);
  };
  return (
    <ExpressionField
      label="Filter expression"
      text={text}
      placeholder="a condition on the columns"
      refused={verdict.state === "wrong" ? verdict.failure : null}
      onText={write}
      onEnter={() => {
        state.edit((query) => putClause(query, editing.index, text));
        close();
      }}
      onEscape={close}
      enter={text.trim() !== "" ? "apply" : editing.index !== null ? "remove" : ""}
      escape={editing.index === null ? "close" : "leave as it was"}
      aside={
        <Segments label="Form" segments={FORMS} value={isMongo ? "mongo" : "infix"} onPick={translate} />
      }
      foot={<Count verdict={verdict} isEmpty={text.trim() === ""} />}
    >
      {verdict.state === "fine" && <Notices result={verdict.result} onText={write} />}
      {remark && <Note icon="info">{remark}</Note>}
    </ExpressionField>
  );
}

/** What Python says about a text, some moments after the last letter; never about an older one. */
function useVerdict(text: string, clause: number | null): Verdict {
  const state = useTable();
  const [said, setSaid] = useState<{ text: string; verdict: Verdict } | null>(null);
  useEffect(() => {
    if (text.trim() === "") return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      state.channel.ask("check", { query: state.query.peek(), text, clause }, abort.signal).then(
        ({ result }) => setSaid({ text, verdict: { state: "fine", result } }),
        (error) => {
          if (error instanceof AskError)
            setSaid({ text, verdict: { state: "wrong", failure: error.failure } });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, text, clause]);
  if (text.trim() === "") return { state: "none" };
  return said?.text === text ? said.verdict : { state: "asking" };
}

/** How many rows there would be; while that is not known, how many there are. */
function Count({ verdict, isEmpty }: { verdict: Verdict; isEmpty: boolean }) {
  const state = useTable();
  const isFine = verdict.state === "fine";
  const count = isFine ? verdict.result.count : state.rows.matched.value;
  const total = isFine ? verdict.result.total : (state.info.value?.row_count ?? 0);
  return (
    <span class="dv-text" role={isFine ? "status" : undefined}>
      {verdict.state === "wrong" ? "Still showing " : ""}
      <b>{formatCount(count)}</b> of {formatCount(total)} {state.noun}s
      {verdict.state === "asking" && !isEmpty ? " before this change" : ""}
    </span>
  );
}

interface NoticesProps {
  result: Questions["check"]["result"];
  onText(text: string): void;
}

function Notices({ result, onText }: NoticesProps) {
  const { warnings, empty_matches: empty, without_empty: without, errors } = result;
  return (
    <>
      {empty > 0 && (
        <Note icon="warning">
          <b>{empty === 1 ? "1 empty row matches" : `${formatCount(empty)} empty rows match`}</b> too: in
          Mongo's order null comes before numbers.
          {without !== null && <Button look="link" small label="Leave out" onClick={() => onText(without)} />}
        </Note>
      )}
      {errors > 0 && (
        <Note icon="warning">
          <b>
            {formatRows(errors)} {errors === 1 ? "does" : "do"}
          </b>{" "}
          not match because the expression stops on {errors === 1 ? "it" : "them"}, as for a division by zero.
        </Note>
      )}
      {warnings.map(({ message }) => (
        <Note key={message} icon="warning">
          {message}
        </Note>
      ))}
    </>
  );
}

function Note({ icon, children }: { icon: IconName; children: ComponentChildren }) {
  return (
    <div class={`dv-editor-note is-${icon}`} role="status">
      <Icon name={icon} />
      <span>{children}</span>
    </div>
  );
}
