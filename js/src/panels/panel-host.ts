import type { Mount, MountedPanel, PanelProps } from "./custom-contract";

/** Keeps one panel of a user's in one element: mounts it when it is in sight, and lets nothing that it throws out. */
export class PanelHost {
  #mounted: MountedPanel | null = null;
  #wanted: PanelProps | null = null;
  #shown: PanelProps | null = null;
  #isLoading = false;

  /**
   * @param name Of the panel, for messages.
   * @param load Gives its `mount`.
   * @param onFailure Called with a sentence when it cannot draw, and with null when it can.
   */
  constructor(
    readonly el: HTMLElement,
    readonly name: string,
    private readonly load: () => Promise<Mount>,
    private readonly onFailure: (sentence: string | null) => void,
  ) {}

  /** Draw these props, now or when the module is here. */
  show(props: PanelProps): void {
    this.#wanted = props;
    if (this.#mounted) this.#update(props);
    else if (!this.#isLoading) void this.#mount();
  }

  /** The cell is out of sight, or gone. */
  hide(): void {
    this.#wanted = null;
    const mounted = this.#mounted;
    this.#mounted = this.#shown = null;
    try {
      mounted?.unmount();
    } catch (error) {
      // The cell is gone, and so is the place for a sentence.
      console.warn(this.#sentence("unmount", error));
    }
    this.el.replaceChildren();
  }

  async #mount(): Promise<void> {
    this.#isLoading = true;
    try {
      const mount = await this.load();
      const props = this.#wanted;
      if (!props) return;
      this.el.replaceChildren();
      const mounted: unknown = mount(this.el, props);
      if (!isMounted(mounted)) {
        throw new TypeError(`mount returned ${wordFor(mounted)}, not an object with update and unmount`);
      }
      this.#mounted = mounted;
      this.#shown = props;
      this.onFailure(null);
    } catch (error) {
      this.#fail("mount", error);
    } finally {
      this.#isLoading = false;
    }
    if (this.#mounted && this.#wanted) this.#update(this.#wanted);
  }

  #update(props: PanelProps): void {
    if (isSame(this.#shown, props)) return;
    try {
      this.#mounted?.update(props);
      this.#shown = props;
    } catch (error) {
      this.#fail("update", error);
    }
  }

  #fail(step: string, error: unknown): void {
    const isWanted = this.#wanted !== null;
    this.hide();
    if (isWanted) this.onFailure(this.#sentence(step, error));
  }

  #sentence(step: string, error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return `The panel "${this.name}" failed in ${step}: ${message.replace(/\.$/, "")}.`;
  }
}

function isMounted(value: unknown): value is MountedPanel {
  const { update, unmount } = (value ?? {}) as Partial<MountedPanel>;
  return typeof update === "function" && typeof unmount === "function";
}

function wordFor(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Promise) return "a promise";
  return value === null ? "null" : `a ${typeof value}`;
}

/** Whether a panel would draw the same again. */
function isSame(before: PanelProps | null, after: PanelProps): boolean {
  return (
    before !== null &&
    before.value === after.value &&
    before.row === after.row &&
    before.width === after.width &&
    before.height === after.height &&
    before.theme === after.theme &&
    before.column === after.column &&
    before.range?.min === after.range?.min &&
    before.range?.max === after.range?.max
  );
}
