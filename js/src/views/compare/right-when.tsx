import { useSignal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { Icon } from "../../controls/icon";
import { type Anchor, Popover } from "../../controls/popover";
import type { Failure } from "../../wire";
import { Chunked } from "../chunked";
import { PopoverWait } from "../lazy-menus";
import { useCompare } from "./compare-state";

/** What counts as right in a row: an expression on a table's own columns, or truth and prediction once they are named. */
export function RightWhen() {
  const state = useCompare();
  const { right, truth, prediction } = state.comparison.value;
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
  // Groups of boxes and masks are not equal or unequal.
  const isNamed = Boolean(state.about.value?.right && truth && prediction);
  const text = right || (isNamed ? `${prediction} = ${truth}` : "");
  return (
    <div class="dv-keys-line is-second" role="group" aria-label="What counts as right">
      <span class="dv-quiet">Right when</span>
      <button
        ref={anchor}
        type="button"
        class={`dv-keys-field ${text ? "" : "is-empty"}`}
        title="What counts as right in a row; then rows that were fixed and broke can be kept"
        aria-haspopup="dialog"
        aria-expanded={isOpen.value}
        aria-label={text ? `Right when ${text}` : "Say when a row is right"}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <span class="dv-text">{text || "say when"}</span>
        <Icon name="edit" size={12} />
      </button>
      {isOpen.value && (
        <RightEditor
          anchor={anchor}
          first={text}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </div>
  );
}

interface RightEditorProps {
  anchor: Anchor;
  first: string;
  onClose(): void;
}

function RightEditor({ anchor, first, onClose }: RightEditorProps) {
  const state = useCompare();
  const [text, setText] = useState(first);
  const [refused, setRefused] = useState<Failure | null>(null);
  const names = state.about.value?.columns
    .filter(({ lanes }) => lanes.every(Boolean))
    .map(({ name }) => name);
  const apply = async () => {
    const clean = text.trim();
    if (clean === first.trim()) return onClose();
    const failure = await state.tryArrange({ right: clean === "" ? null : clean });
    if (failure) setRefused(failure);
    else onClose();
  };
  return (
    <Popover open anchor={anchor} label="What counts as right" onClose={onClose} width={480}>
      <Chunked name="editor" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
        {({ ExpressionField }) => (
          <ExpressionField
            label="Right when"
            text={text}
            placeholder="a condition on one table's columns: iou >= 0.5"
            refused={refused}
            names={names ?? []}
            onText={(next) => {
              setText(next);
              setRefused(null);
            }}
            onEnter={() => void apply()}
            onEscape={onClose}
            enter={text.trim() === "" ? (first ? "take it away" : "") : "apply"}
            escape="leave as it was"
          />
        )}
      </Chunked>
    </Popover>
  );
}
