import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Icon } from "../../controls/icon";
import { formatCount } from "../../format";
import { TreeBox } from "./tree-box";
import { MORE, type ValueLine, valueLines, valueLook, valueText } from "./value-lines";

/** An object or a list as a tree that folds. */
export function ValueTree({ label, value }: { label: string; value: unknown }) {
  const folds = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const shown = useSignal<ReadonlyMap<string, number>>(new Map());
  const lines = useMemo(() => valueLines(value, folds.value, shown.value), [value, folds.value, shown.value]);
  const cursor = useSignal("");
  const fold = ({ key }: ValueLine, isOpen: boolean) => {
    folds.value = new Map(folds.peek()).set(key, isOpen);
  };
  const pick = (line: ValueLine) => {
    if (line.more > 0) {
      const path = JSON.stringify(line.value);
      shown.value = new Map(shown.peek()).set(path, (shown.peek().get(path) ?? MORE) + MORE);
    } else if (line.isOpen !== undefined) fold(line, !line.isOpen);
  };
  // Where nothing folds, names begin where everything else does.
  const isFlat = lines.every(({ isOpen }) => isOpen === undefined);
  return (
    <div class={`dv-values ${isFlat ? "is-flat" : ""}`}>
      <TreeBox
        label={label}
        lines={lines}
        heightOf={() => 24}
        cursor={cursor.value}
        onCursor={(key) => {
          cursor.value = key;
        }}
        selected=""
        fold={fold}
        pick={pick}
        nameOf={(line) => (line.more > 0 ? moreWords(line) : `${line.name}: ${valueText(line.value)}`)}
        classOf={(line) => (line.isOpen === undefined && line.more === 0 ? "is-leaf" : "is-branch")}
      >
        {(line) => <Line line={line} />}
      </TreeBox>
    </div>
  );
}

const moreWords = ({ more }: ValueLine) =>
  `${formatCount(Math.min(more, MORE))} more of ${formatCount(more)}`;

function Line({ line }: { line: ValueLine }) {
  const { name, value, count, isOpen, more, level } = line;
  const text = valueText(value);
  return (
    <>
      <span class="dv-values-fold" style={{ marginLeft: `${(level - 1) * 16}px` }}>
        {isOpen !== undefined && <Icon name={isOpen ? "down" : "right"} size={12} />}
      </span>
      {more > 0 ? (
        <span class="dv-quiet">{moreWords(line)}</span>
      ) : (
        <>
          <span class="dv-values-name">{name}</span>
          {isOpen ? (
            <small>{formatCount(count ?? 0)}</small>
          ) : (
            <span class={`dv-text dv-values-value is-${valueLook(value)}`} title={text}>
              {valueLook(value) === "nothing" ? (value === "" ? "empty text" : "null") : text}
            </span>
          )}
        </>
      )}
    </>
  );
}
