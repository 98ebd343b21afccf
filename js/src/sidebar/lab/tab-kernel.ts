/** The kernel of a tab that shows one thing: it runs the code, and the tab says so once it is gone. */
import type { ConsolePanel } from "./jupyter";

/** Of a kernel whose views answer no more. */
const GONE = new Set(["dead", "terminating", "restarting", "autorestarting"]);

export class TabKernel {
  /** Id of the session, empty before there is one. */
  session = "";
  /** The kernel that ran the code, which answers for what is shown. */
  private kernel: unknown;
  private note: HTMLElement | null = null;

  /**
   * @param name what the tab shows
   * @param reopen opens the same in another tab, in the place of this one: ipywidgets knows the first kernel of a
   *   console alone
   */
  constructor(
    private readonly panel: ConsolePanel,
    private readonly name: string,
    private readonly reopen: () => Promise<void>,
  ) {}

  /** Run code once the tab has a kernel, and follow that kernel. */
  async run(code: string): Promise<void> {
    const { sessionContext, console } = this.panel;
    await sessionContext.ready;
    this.kernel = sessionContext.session?.kernel;
    sessionContext.statusChanged.connect(() => this.look());
    sessionContext.kernelChanged.connect(() => this.look());
    this.look();
    if (!this.note) await console.inject(code);
  }

  private look(): void {
    if (this.panel.isDisposed) return;
    const { session } = this.panel.sessionContext;
    this.session = session?.id ?? "";
    const { kernel } = session ?? {};
    if (!kernel || kernel !== this.kernel || GONE.has(kernel.status)) this.say();
  }

  private say(): void {
    if (this.note) return;
    const text = document.createElement("span");
    text.textContent = `${this.name} answers no more: the kernel of this tab has ended.`;
    const button = document.createElement("button");
    button.textContent = "Show it again";
    button.className = "jp-Button jp-mod-styled jp-mod-accept";
    button.addEventListener("click", () => {
      button.disabled = true;
      this.reopen().catch((error) => {
        button.disabled = false;
        text.textContent = error instanceof Error ? error.message : String(error);
      });
    });
    this.note = document.createElement("div");
    this.note.className = "dsviz-tab-note";
    this.note.setAttribute("role", "status");
    this.note.append(text, button);
    this.panel.node.append(this.note);
  }
}
