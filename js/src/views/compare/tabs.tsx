import { Icon } from "../../controls/icon";
import { useCompare } from "./compare-state";
import { TABS, type TabAbout } from "./tab-list";

/** Rows, groups or scores; arrows go from one to the next. */
export function Tabs() {
  const state = useCompare();
  const chosen = shownTab(state.tab.value).value;
  const choose = (tab: TabAbout) => {
    state.tab.value = tab.value;
  };
  return (
    <div
      class="dv-segments dv-compare-tabs"
      role="tablist"
      aria-label="How the tables are compared"
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        const at = TABS.findIndex(({ value }) => value === chosen);
        const next = (at + step + TABS.length) % TABS.length;
        choose(TABS[next] as TabAbout);
        (event.currentTarget.children[next] as HTMLElement).focus();
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {TABS.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === chosen}
          tabIndex={tab.value === chosen ? 0 : -1}
          onClick={() => choose(tab)}
        >
          <Icon name={tab.icon} />
          {tab.label}
        </button>
      ))}
    </div>
  );
}

export function shownTab(value: unknown): TabAbout {
  return TABS.find((tab) => tab.value === value) ?? (TABS[0] as TabAbout);
}
