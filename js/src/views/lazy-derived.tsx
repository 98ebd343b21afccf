import { useMemo } from "preact/hooks";
import { Popover } from "../controls/popover";
import { Chunked } from "./chunked";
import { PopoverWait } from "./lazy-menus";
import { useTable } from "./table-state";

/** The form of a derived column, hung from its chip or from the bar; there once it is asked for. */
export function LazyDerivedForm({ bar }: { bar: { readonly current: HTMLElement | null } }) {
  const state = useTable();
  const deriving = state.deriving.value;
  const name = deriving?.name ?? null;
  const index = (state.query.value.derive ?? []).findIndex((column) => column.name === name);
  const anchor = useMemo(
    () => ({
      get current() {
        const find = (selector: string) => bar.current?.querySelector<HTMLElement>(selector) ?? null;
        return (
          find(`[data-part="derive-${index}"]`) ?? find(".dv-fold") ?? find("[data-part]") ?? bar.current
        );
      },
    }),
    [bar, index],
  );
  if (!deriving) return null;
  const close = () => {
    state.deriving.value = null;
  };
  return (
    <Popover open anchor={anchor} label={name ? `Column ${name}` : "New column"} onClose={close} width={560}>
      <Chunked name="editor" waiting={(failure, retry) => <PopoverWait failure={failure} onRetry={retry} />}>
        {({ DerivedForm }) => <DerivedForm key={name} deriving={deriving} onClose={close} />}
      </Chunked>
    </Popover>
  );
}
