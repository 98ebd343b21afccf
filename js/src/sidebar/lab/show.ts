/** Shows what a row stands for: in a tab with a kernel of its own, or by a cell of the notebook. */
import { codeOf, type Place, storeFrom, type Target, targetTitle } from "../targets";
import type { App, ConsolePanel, NotebookActions, NotebookPanel, StateDB, Tracker } from "./jupyter";
import { TabKernel } from "./tab-kernel";

const TABS = "dsviz-widget:tabs";
/** Begins the path of the session that a tab has. */
const PATH = "dsviz-widget-";

/** The tracker's panel, if it is a notebook whose kernel speaks Python. */
export function isPython(app: App, kernel: string | undefined): boolean {
  const specs = app.serviceManager.kernelspecs.specs?.kernelspecs;
  return kernel !== undefined && specs?.[kernel]?.language.toLowerCase() === "python";
}

/** Put a cell that shows it below the active one, or into that one where it is empty; the cell is not run. */
export function insertCell(
  actions: NotebookActions,
  panel: NotebookPanel,
  place: Place,
  target: Target,
): void {
  const notebook = panel.content;
  const folder = folderOf(panel.context.path);
  const active = notebook.activeCell;
  const isFree = active?.model.type === "code" && active.model.sharedModel.getSource().trim() === "";
  if (!isFree) actions.insertBelow(notebook);
  const code = codeOf(target, place.project, storeFrom(folder, place.store));
  notebook.activeCell?.model.sharedModel.setSource(code);
  notebook.mode = "command";
  void notebook.scrollToItem?.(notebook.activeCellIndex);
  notebook.activate();
}

/** The folder of a document, from the server's root; drives of other storages are left out. */
function folderOf(path: string): string {
  const local = path.replace(/^[^/:]+:/, "");
  return local.includes("/") ? local.slice(0, local.lastIndexOf("/")) : "";
}

/** What a tab shows. */
interface Shown {
  name: string;
  code: string;
}

/** What the tabs show by the paths of their sessions, as it outlives a reload of the page. */
type Known = Record<string, Shown>;

/** Tabs that show one thing each: consoles whose code is not shown, so that kernel and widgets are JupyterLab's own. */
export class Tabs {
  constructor(
    private readonly app: App,
    private readonly notebooks: Tracker<NotebookPanel> | null,
    private readonly state: StateDB | null,
  ) {}

  /** Open a tab with a kernel of its own, and show it there. */
  async open(place: Place, target: Target): Promise<void> {
    const name = targetTitle(target, place.project);
    await this.show({ name, code: codeOf(target, place.project, storeFrom("", place.store)) });
  }

  /** Open a tab, in the place of another one if that is given. */
  private async show(shown: Shown, instead?: ConsolePanel): Promise<void> {
    const kernel = await this.kernelName();
    const path = `${PATH}${crypto.randomUUID()}`;
    const panel = (await this.app.commands.execute("console:create", {
      name: shown.name,
      path,
      kernelPreference: { name: kernel, shutdownOnDispose: true },
      activate: true,
      ...(instead && { ref: instead.id, insertMode: "tab-after" }),
    })) as ConsolePanel;
    await this.remember(path, shown);
    instead?.dispose();
    this.fill(panel, shown);
  }

  /** Fill the tabs that a reload of the page brought back. */
  async restore(consoles: Tracker<ConsolePanel>): Promise<void> {
    const known = ((await this.state?.fetch(TABS)) ?? {}) as Known;
    const kept: Known = {};
    const fill = (panel: ConsolePanel) => {
      const { path } = panel.sessionContext;
      const shown = known[path];
      if (shown === undefined || path in kept) return;
      kept[path] = shown;
      this.fill(panel, shown);
    };
    consoles.widgetAdded.connect((_, panel) => fill(panel));
    consoles.forEach(fill);
    await this.app.restored;
    consoles.forEach(fill);
    await this.state?.save(TABS, kept);
    // A tab that did not come back would leave its kernel behind.
    const { sessions } = this.app.serviceManager;
    await sessions.refreshRunning();
    for (const { id, path } of sessions.running()) {
      if (path in known && !(path in kept)) await sessions.shutdown(id);
    }
  }

  private async remember(path: string, shown: Shown): Promise<void> {
    const known = ((await this.state?.fetch(TABS)) ?? {}) as Known;
    await this.state?.save(TABS, { ...known, [path]: shown });
  }

  private fill(panel: ConsolePanel, shown: Shown): void {
    panel.addClass("dsviz-tab");
    panel.console.setConfig?.({ hideCodeInput: true, showBanner: false });
    const kernel = new TabKernel(panel, shown.name, () => this.show(shown, panel));
    panel.disposed.connect(() => {
      const id = kernel.session;
      if (id) void this.app.serviceManager.sessions.shutdown(id).catch(() => {});
    });
    // The tab is there at once; what runs in it, or why it cannot, is for it to show.
    void kernel.run(shown.code);
  }

  /** The kernel of the notebook in front, else the server's own; one that speaks Python. */
  private async kernelName(): Promise<string> {
    await this.app.serviceManager.kernelspecs.ready;
    const { specs } = this.app.serviceManager.kernelspecs;
    const names = [
      this.notebooks?.currentWidget?.sessionContext.session?.kernel?.name,
      specs?.default,
      ...Object.keys(specs?.kernelspecs ?? {}),
    ];
    const found = names.find((name) => isPython(this.app, name));
    if (found === undefined) {
      throw new Error("The notebook server has no kernel for Python. Install ipykernel where it runs.");
    }
    return found;
  }
}
