/** The extension of JupyterLab and Notebook 7: a panel in the left sidebar. */
import { computed, type Signal, signal } from "@preact/signals";
import type { PanelHost } from "../host";
import { mountPanel } from "../mount";
import type { Kept } from "../panel-state";
import type {
  App,
  ConsolePanel,
  LayoutRestorer,
  NotebookPanel,
  Packages,
  PanelWidget,
  StateDB,
  Tracker,
} from "./jupyter";
import { showSavedPictures } from "./saved-pictures";
import { serverSource } from "./server-source";
import { insertCell, Tabs } from "./show";
import "./tab.css";

const ID = "dsviz-widget-panel";
const KEPT = "dsviz-widget:panel";
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><path class="jp-icon3"
  fill="#616161" fill-rule="evenodd" d="M2 2h5v5H2zM3.500 3.500v2h2v-2zM9 2h5v5H9zM10.500 3.500v2h2v-2zM2 9h5v5H2zM3.500
  10.500v2h2v-2zM11.500 8.800a2.700 2.700 0 1 1 0 5.400 2.700 2.700 0 0 1 0-5.400z"/></svg>`;

/** Make the plugin out of the packages that the application shares. */
export function makePlugin(packages: Packages): unknown {
  const { ILabShell, ILayoutRestorer } = packages["@jupyterlab/application"];
  const { INotebookTracker } = packages["@jupyterlab/notebook"];
  const { IConsoleTracker } = packages["@jupyterlab/console"];
  const { IStateDB } = packages["@jupyterlab/statedb"];
  return {
    id: "dsviz-widget:panel",
    description: "Lists the runs and data of the stores under the server's root.",
    autoStart: true,
    optional: [ILabShell, INotebookTracker, IConsoleTracker, ILayoutRestorer, IStateDB],
    // Nothing is waited for: JupyterLab waits for its plugins, and what is asked here waits for JupyterLab.
    activate: (
      app: App,
      labShell: unknown,
      notebooks: Tracker<NotebookPanel> | null,
      consoles: Tracker<ConsolePanel> | null,
      restorer: LayoutRestorer | null,
      state: StateDB | null,
    ) => {
      if (notebooks) showSavedPictures(notebooks);
      const isVisible = signal(false);
      const tabs = new Tabs(app, notebooks, state);
      const canOpen = labShell !== null && consoles !== null;
      const host = hostOf(packages, notebooks, canOpen ? tabs : null, isVisible);
      const { ServerConnection } = packages["@jupyterlab/services"];
      const source = serverSource(ServerConnection, app.serviceManager.serverSettings);
      const kept = (state?.fetch(KEPT) ?? Promise.resolve()).catch(() => undefined);
      const keep = (now: Kept) => void state?.save(KEPT, now);
      const panel = makePanel(packages, isVisible, (el) => {
        let unmount: (() => void) | null = null;
        let isGone = false;
        void kept.then((before) => {
          if (!isGone) unmount = mountPanel(el, source, host, (before ?? {}) as Kept, keep);
        });
        return () => {
          isGone = true;
          unmount?.();
        };
      });
      app.shell.add(panel, "left", { rank: 900 });
      restorer?.add(panel, ID);
      if (canOpen) tabs.restore(consoles).catch(console.error);
    },
  };
}

function hostOf(
  packages: Packages,
  notebooks: Tracker<NotebookPanel> | null,
  tabs: Tabs | null,
  isVisible: Signal<boolean>,
): PanelHost {
  const { NotebookActions } = packages["@jupyterlab/notebook"];
  const current = signal(notebooks?.currentWidget ?? null);
  notebooks?.currentChanged.connect(() => {
    current.value = notebooks.currentWidget;
  });
  const notebook = () => {
    const panel = current.value;
    if (!panel || panel.isDisposed) throw new Error("No notebook is open. Open one, and try again.");
    return panel;
  };
  return {
    isVisible,
    canInsert: computed(() => current.value !== null),
    insert: async (place, target) => insertCell(NotebookActions, notebook(), place, target),
    open: async (place, target) => {
      if (tabs) return tabs.open(place, target);
      // Notebook 7 has one document a page: what is opened is shown in it.
      const panel = notebook();
      insertCell(NotebookActions, panel, place, target);
      await NotebookActions.run(panel.content, panel.sessionContext);
    },
  };
}

/** The panel's widget: mounted while it is attached, visible while it is shown in a page that is. */
function makePanel(
  packages: Packages,
  isVisible: Signal<boolean>,
  mount: (el: HTMLElement) => () => void,
): PanelWidget {
  const { Widget } = packages["@lumino/widgets"];
  let unmount: (() => void) | undefined;
  class RunsAndData extends Widget {
    private readonly settle = () => {
      isVisible.value = this.isVisible && document.visibilityState === "visible";
    };

    onAfterAttach(): void {
      unmount = mount(this.node);
      document.addEventListener("visibilitychange", this.settle);
      this.settle();
    }

    onBeforeDetach(): void {
      document.removeEventListener("visibilitychange", this.settle);
      isVisible.value = false;
      unmount?.();
    }

    onAfterShow(): void {
      this.settle();
    }

    onAfterHide(): void {
      this.settle();
    }
  }
  const panel = new RunsAndData();
  const { LabIcon } = packages["@jupyterlab/ui-components"];
  panel.id = ID;
  panel.title.caption = "Runs and data";
  panel.title.icon = new LabIcon({ name: "dsviz-widget:panel", svgstr: ICON });
  panel.addClass("dsviz-panel");
  return panel;
}
