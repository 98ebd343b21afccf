/** Shows what a row stands for: in a tab with a kernel of its own, or by a cell of the notebook. */
import { codeOf, type Place, storeFrom, type Target, targetTitle } from "../targets";
import type { App, ConsolePanel, NotebookActions, NotebookPanel, StateDB, Tracker } from "./jupyter";

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

/** Tabs that show one thing each: consoles whose code is not shown, so that kernel and widgets are JupyterLab's own. */
export class Tabs {
  constructor(
    private readonly app: App,
    private readonly notebooks: Tracker<NotebookPanel> | null,
    private readonly state: StateDB | null,
  ) {}

  /** Open a tab with a kernel of its own, and show it there. */
  async open(place: Place, target: Target): Promise<void> {
    const kernel = await this.kernelName();
    const path = `${PATH}${crypto.randomUUID()}`;
    const code = codeOf(target, place.project, storeFrom("", place.store));
    const panel = (await this.app.commands.execute("console:create", {
      name: targetTitle(target, place.project),
      path,
      kernelPreference: { name: kernel, shutdownOnDispose: true },
      activate: true,
    })) as ConsolePanel;
    await this.remember(path, code);
    await this.fill(panel, code);
  }

  /** Fill the tabs that a reload of the page brought back. */
  async restore(consoles: Tracker<ConsolePanel>): Promise<void> {
    const known = ((await this.state?.fetch(TABS)) ?? {}) as Record<string, string>;
    const kept: Record<string, string> = {};
    const fill = (panel: ConsolePanel) => {
      const { path } = panel.sessionContext;
      const code = known[path];
      if (code === undefined || path in kept) return;
      kept[path] = code;
      void this.fill(panel, code);
    };
    consoles.widgetAdded.connect((_, panel) => fill(panel));
    consoles.forEach(fill);
    await this.app.restored;
    consoles.forEach(fill);
    await this.state?.save(TABS, kept);
  }

  private async remember(path: string, code: string): Promise<void> {
    const known = ((await this.state?.fetch(TABS)) ?? {}) as Record<string, string>;
    await this.state?.save(TABS, { ...known, [path]: code });
  }

  private async fill(panel: ConsolePanel, code: string): Promise<void> {
    panel.addClass("dsviz-tab");
    panel.console.setConfig?.({ hideCodeInput: true, showBanner: false });
    await panel.sessionContext.ready;
    const { session } = panel.sessionContext;
    panel.disposed.connect(() => {
      if (session) void this.app.serviceManager.sessions.shutdown(session.id).catch(() => {});
    });
    // The tab is there at once; what runs in it, or why it cannot, is for it to show.
    void panel.console.inject(code);
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
