import { useSignal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import type { MenuItem } from "../../controls/menu";
import { type Anchor, Popover } from "../../controls/popover";
import { formatCount } from "../../format";
import { LazyMenu } from "../lazy-menus";
import { type CompareState, useCompare } from "./compare-state";
import { LaneMark } from "./lane";
import type { Side } from "./wire";

export interface SideButtonProps {
  side: Side;
  /** Its place among those that are shown. */
  at: number;
}

/** A table by its mark and its name, and what can be done with it. */
export function SideButton({ side, at }: SideButtonProps) {
  const state = useCompare();
  const anchor = useRef<HTMLButtonElement>(null);
  const open = useSignal<"menu" | "rename" | null>(null);
  const count = state.about.value?.sides.length ?? 1;
  const name = side.version || side.label;
  const rows = `${formatCount(side.row_count)} rows`;
  const close = () => {
    open.value = null;
  };
  const title = side.title === name ? "" : side.title;
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="dv-side"
        aria-haspopup="menu"
        aria-expanded={open.value !== null}
        title={[[title, name].filter(Boolean).join(" "), side.label !== name && side.label, side.note, rows]
          .filter(Boolean)
          .join("\n")}
        onClick={() => {
          open.value = open.value === null ? "menu" : null;
        }}
      >
        {count > 1 && <LaneMark side={at} />}
        {title && <span class="dv-text">{title}</span>}
        <b class="dv-text">{name}</b>
        <span class="dv-quiet dv-side-note dv-text">{side.note ? `${side.note}, ${rows}` : rows}</span>
        <Icon name="down" size={12} />
      </button>
      {open.value === "menu" && (
        <LazyMenu
          anchor={anchor}
          label={`Table ${name}`}
          groups={[sideItems(state, at, count, () => setTimeout(() => (open.value = "rename")))]}
          onClose={close}
        />
      )}
      {open.value === "rename" && <Rename anchor={anchor} side={side} at={at} onClose={close} />}
    </>
  );
}

function sideItems(state: CompareState, at: number, count: number, rename: () => void): MenuItem[] {
  const { order } = state.comparison.peek();
  const number = order[at] ?? at;
  const items: MenuItem[] = [{ icon: "edit", label: "Rename", onPick: rename }];
  if (at > 0)
    items.push({
      icon: "left",
      label: "Make it the first, which others are compared with",
      onPick: () => void state.arrange({ order: [number, ...order.filter((other) => other !== number)] }),
    });
  if (count > 1)
    items.push({
      icon: "close",
      label: "Take it out of the comparison",
      onPick: () => void state.arrange({ remove: [number] }),
    });
  return items;
}

function Rename({ anchor, side, at, onClose }: SideButtonProps & { anchor: Anchor; onClose(): void }) {
  const state = useCompare();
  const [text, setText] = useState(side.label);
  const [refused, setRefused] = useState<string | null>(null);
  const apply = async () => {
    const label = text.trim();
    if (label === side.label) return onClose();
    const number = state.comparison.peek().order[at] ?? at;
    const failure = await state.tryArrange({ labels: { [number]: label } });
    if (failure) setRefused(failure.message);
    else onClose();
  };
  return (
    <Popover open anchor={anchor} label={`Rename ${side.label}`} onClose={onClose} width={280}>
      <form
        class="dv-side-rename"
        onSubmit={(event) => {
          event.preventDefault();
          void apply();
        }}
      >
        <input
          class="dv-field"
          data-autofocus=""
          aria-label="Name of the table"
          aria-invalid={refused !== null}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setRefused(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") event.stopPropagation();
            if (event.key !== "Enter") return;
            event.preventDefault();
            void apply();
          }}
        />
        <Button
          look="primary"
          small
          label="Rename"
          disabled={text.trim() === ""}
          onClick={() => void apply()}
        />
        {refused && (
          <p class="dv-side-refused" role="alert">
            {refused}
          </p>
        )}
      </form>
    </Popover>
  );
}
