import { useMemo } from "preact/hooks";
import { traitSignal } from "../../model";
import type { RootProps } from "../lazy-root";
import { Lineage } from "./lineage";
import type { LineageTarget } from "./wire";

/** A lineage as a view of its own: what is pressed becomes the trait `opened`, is marked, and what is known of it stays. */
export function LineageRoot({ model, signal }: RootProps) {
  const traits = useMemo(
    () => ({
      grouped: traitSignal<boolean>(model, "grouped", signal),
      openGroups: traitSignal<string[]>(model, "open_groups", signal),
      find: traitSignal<string>(model, "find", signal),
      opened: traitSignal<Partial<LineageTarget>>(model, "opened", signal),
    }),
    [model, signal],
  );
  const { kind = "", name = "", version = null, id = "", project = "" } = traits.opened.value;
  return (
    <Lineage
      opened={{ kind, name, version, id, project }}
      options={traits}
      isOwnView
      onOpen={(target) => {
        traits.opened.value = target;
        return false;
      }}
    />
  );
}
