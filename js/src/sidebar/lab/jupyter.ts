/**
 * What we use of JupyterLab, 4.4 to 4.6, and of Notebook 7.
 *
 * Written here, since the packages that declare it are 185 MB; `tests/browser/test_lab_sidebar.py` runs against them.
 */

export interface Widget {
  readonly id: string;
  readonly node: HTMLElement;
  readonly isDisposed: boolean;
  readonly disposed: JupyterSignal;
  addClass(name: string): void;
}

export interface JupyterSignal<Args = unknown> {
  connect(slot: (sender: unknown, args: Args) => void): boolean;
}

export interface Title {
  label: string;
  caption: string;
  icon: unknown;
}

/** Lumino's class: a subclass hears when it is attached, shown, hidden and detached. */
export interface WidgetClass {
  new (): PanelWidget;
}

export interface PanelWidget extends Widget {
  id: string;
  readonly title: Title;
  readonly isVisible: boolean;
}

export interface SessionContext {
  readonly ready: Promise<void>;
  readonly path: string;
  readonly session: {
    readonly id: string;
    readonly kernel: { readonly name: string; readonly status: string } | null;
  } | null;
  readonly statusChanged: JupyterSignal;
  readonly kernelChanged: JupyterSignal;
}

export interface NotebookPanel extends Widget {
  readonly context: { readonly path: string };
  readonly content: Notebook;
  readonly sessionContext: SessionContext;
}

/** An output as the notebook keeps it. */
export interface Output {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
}

export interface OutputArea {
  /** One for each output. */
  readonly widgets: readonly Widget[];
  readonly model: { get(place: number): Output };
}

export interface Notebook {
  /** The cells; those of code have outputs. */
  readonly widgets: readonly (Widget & { readonly outputArea?: OutputArea })[];
  readonly activeCell: Cell | null;
  activate(): void;
  scrollToItem?(index: number): Promise<void>;
  readonly activeCellIndex: number;
  mode: "command" | "edit";
}

export interface Cell {
  readonly model: {
    readonly type: string;
    readonly sharedModel: { getSource(): string; setSource(source: string): void };
  };
}

export interface Tracker<T extends Widget> {
  readonly currentWidget: T | null;
  readonly currentChanged: JupyterSignal;
  readonly widgetAdded: JupyterSignal<T>;
  forEach(callback: (widget: T) => void): void;
}

export interface ConsolePanel extends Widget {
  dispose(): void;
  readonly sessionContext: SessionContext;
  readonly console: {
    inject(code: string): Promise<void>;
    setConfig?(config: { hideCodeInput: boolean; showBanner: boolean }): void;
  };
}

export interface NotebookActions {
  insertBelow(notebook: Notebook): void;
  run(notebook: Notebook, context?: SessionContext): Promise<boolean>;
}

export interface ServerSettings {
  readonly baseUrl: string;
}

export interface App {
  readonly restored: Promise<unknown>;
  readonly shell: { add(widget: Widget, area: string, options?: { rank: number }): void };
  readonly commands: { execute(id: string, args?: Record<string, unknown>): Promise<unknown> };
  readonly serviceManager: {
    readonly serverSettings: ServerSettings;
    readonly sessions: {
      refreshRunning(): Promise<void>;
      running(): Iterable<{ readonly id: string; readonly path: string }>;
      shutdown(id: string): Promise<void>;
    };
    readonly kernelspecs: {
      readonly ready: Promise<void>;
      readonly specs: {
        readonly default: string;
        readonly kernelspecs: Record<string, { readonly language: string } | undefined>;
      } | null;
    };
  };
}

export interface StateDB {
  fetch(id: string): Promise<unknown>;
  save(id: string, value: unknown): Promise<unknown>;
}

export interface LayoutRestorer {
  add(widget: Widget, name: string): void;
}

/** Of the packages that JupyterLab shares, what we take. */
export interface Packages {
  "@jupyterlab/application": { ILabShell: unknown; ILayoutRestorer: unknown };
  "@jupyterlab/console": { IConsoleTracker: unknown };
  "@jupyterlab/notebook": { INotebookTracker: unknown; NotebookActions: NotebookActions };
  "@jupyterlab/services": {
    ServerConnection: {
      makeRequest(url: string, init: RequestInit, settings: ServerSettings): Promise<Response>;
    };
  };
  "@jupyterlab/statedb": { IStateDB: unknown };
  "@jupyterlab/ui-components": { LabIcon: new (options: { name: string; svgstr: string }) => unknown };
  "@lumino/widgets": { Widget: WidgetClass };
}
