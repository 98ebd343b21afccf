import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { canonical } from "../canonical";
import type { SavedView, ViewState } from "../wire";
import type { TableState } from "./table-state";

/** The saved view that was opened or saved last, and whether what is on the screen still is that view. */
class OpenView {
  readonly state: ReadonlySignal<ViewState>;
  /** What the name keeps; null while that is not known, and for a name that is gone. */
  readonly saved = signal<ViewState | null>(null);
  readonly isChanged: ReadonlySignal<boolean>;

  readonly name: Signal<string>;

  constructor(table: TableState) {
    const name = table.savedView;
    this.name = name;
    this.state = computed(() => ({
      query: table.query.value,
      overlays: table.overlays.value,
      layout: table.layout.value,
    }));
    this.isChanged = computed(
      () => this.saved.value !== null && canonical(this.saved.value) !== canonical(this.state.value),
    );
    const stop = effect(() => {
      if (name.value === "" || table.info.value === null) this.saved.value = null;
      else {
        table.channel.askQuietly("views", { action: "list" }, table.signal).then(
          ({ result }) => this.take(result.views),
          // The view is shown all the same; only whether it was changed is not known.
          () => {},
        );
      }
    });
    table.signal.addEventListener("abort", stop);
  }

  /** Take what the names keep now. */
  take(views: SavedView[]): void {
    this.saved.value = views.find(({ name }) => name === this.name.peek())?.state ?? null;
  }
}

const known = new WeakMap<TableState, OpenView>();

/** The open view of a table, one for all who ask. */
export function openViewOf(table: TableState): OpenView {
  const found = known.get(table) ?? new OpenView(table);
  known.set(table, found);
  return found;
}
