import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useTheme } from "../views/theme";
import { Artifacts } from "./artifacts";
import { PanelProvider } from "./context";
import { Foot } from "./foot";
import { FoundList } from "./found";
import type { PanelState } from "./panel-state";
import { Projects } from "./projects";
import { useRowKeys } from "./row-keys";
import { Runs } from "./runs";
import "./sidebar-icons";
import { comparison, whyNotCompared } from "./ticks";
import { SearchField, Top } from "./top";
import { Tray } from "./tray";
import "./sidebar.css";

const THEME = signal<"auto" | "light" | "dark">("auto");

/** The panel: what the stores under the server's root hold, and ways to show it. */
export function Panel({ state }: { state: PanelState }) {
  const list = useRef<HTMLUListElement>(null);
  const nowMs = useNow();
  const moveRow = useRowKeys(list);
  const { theme } = useTheme(THEME).value;
  const firstRow = () => list.current?.querySelector<HTMLElement>("[data-row]")?.focus();
  return (
    <PanelProvider value={state}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys that work wherever the focus is inside */}
      <div
        class="dv dv-sb"
        data-theme={theme}
        // JupyterLab leaves keys alone below this.
        data-lm-suppress-shortcuts="true"
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          moveRow(event);
          const isTyping = event.target instanceof HTMLInputElement && event.target.type === "text";
          if (!event.defaultPrevented && !isTyping) {
            if (event.key === "/") {
              event.currentTarget.querySelector<HTMLElement>("[data-search]")?.focus();
              event.preventDefault();
            } else if (event.key.toLowerCase() === "c" && whyNotCompared(state.ticks.value) === "") {
              void state.open(comparison(state.ticks.value));
              event.preventDefault();
            }
          }
          event.stopPropagation();
        }}
      >
        <Top />
        <SearchField onDown={firstRow} />
        <ul ref={list} class="dv-sb-list" aria-label="Runs and data">
          <Lists state={state} nowMs={nowMs} />
        </ul>
        <Tray />
        <Foot nowMs={nowMs} />
      </div>
    </PanelProvider>
  );
}

function Lists({ state, nowMs }: { state: PanelState; nowMs: number }) {
  const look = state.look.value;
  const stores = state.stores.value;
  if (stores !== null && stores.stores.length === 0) {
    return (
      <li class="dv-sb-empty">
        <b>No data logged yet</b>
        <span>
          Runs and artifacts show up here once a notebook or a script under the server&rsquo;s root logs them.
        </span>
        <code>{'import dsviz_widget\nrun = dsviz_widget.init()\nrun.log({"loss": 0.7})'}</code>
        {stores.notes.map((note) => (
          <small key={note}>{note}</small>
        ))}
      </li>
    );
  }
  if (state.search.value.trim() !== "") {
    const found = state.found.value;
    return found ? <FoundList answer={found} nowMs={nowMs} /> : <Waiting rows={3} />;
  }
  const projects = look?.projects ?? state.waiting.value;
  if (look && look.projects.length === 0) {
    return (
      <li class="dv-sb-empty">
        <b>The store is empty</b>
        <span>Its first run makes a project, and shows up here.</span>
      </li>
    );
  }
  return (
    <>
      {projects.length > 0 && <Projects projects={projects} />}
      {look ? (
        <>
          <Runs look={look} nowMs={nowMs} />
          <Artifacts look={look} nowMs={nowMs} />
        </>
      ) : (
        state.failure.value === "" && <Waiting rows={8} />
      )}
    </>
  );
}

/** Grey lines for what is not read yet. */
function Waiting({ rows }: { rows: number }) {
  return (
    <li class="dv-sb-waiting" aria-busy="true" aria-label="Reading">
      {Array.from({ length: rows }, (_, at) => (
        <span key={at} class="dv-skeleton" style={{ width: `${48 + ((at * 37) % 40)}%` }} />
      ))}
    </li>
  );
}

/** The present moment, each second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
