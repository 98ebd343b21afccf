import type { ComponentChildren } from "preact";
import { Icon } from "../controls/icon";
import { usePanel } from "./context";
import type { Section as SectionName } from "./panel-state";

interface SectionProps {
  name: SectionName;
  title: string;
  /** How many there are, as the head says it. */
  count: string;
  /** A control at the end of the head. */
  tool?: ComponentChildren;
  children: ComponentChildren;
}

/** A part of the panel that opens and closes. */
export function Section({ name, title, count, tool, children }: SectionProps) {
  const state = usePanel();
  const isOpen = !state.closedSections.value.has(name);
  const flip = () => state.toggleSection(name);
  return (
    <li class="dv-sb-section">
      <div class="dv-sb-head">
        <button
          type="button"
          class="dv-sb-main"
          data-row=""
          tabIndex={-1}
          aria-expanded={isOpen}
          onClick={flip}
          onKeyDown={(event) => {
            if (event.key !== (isOpen ? "ArrowLeft" : "ArrowRight")) return;
            event.preventDefault();
            flip();
          }}
        >
          <Icon name={isOpen ? "down" : "right"} size={12} />
          <b>{title}</b>
          <small>{count}</small>
        </button>
        {isOpen && tool}
      </div>
      {isOpen && <ul aria-label={title}>{children}</ul>}
    </li>
  );
}

/** A line of words where there are no rows. */
export function Nothing({ children }: { children: ComponentChildren }) {
  return <li class="dv-sb-nothing">{children}</li>;
}
