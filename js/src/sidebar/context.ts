import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PanelState } from "./panel-state";
import type { RowActions } from "./row";
import type { Target } from "./targets";

const PanelContext = createContext<PanelState | null>(null);

export const PanelProvider = PanelContext.Provider;

/** The panel around a component. */
export function usePanel(): PanelState {
  const state = useContext(PanelContext);
  if (!state) throw new Error("no PanelProvider around this component");
  return state;
}

/** What can be done with a target: show it in a tab, or by a cell. */
export function actionsOf(state: PanelState, target: Target, project?: string): RowActions {
  return {
    onOpen: () => void state.open(target, project),
    onInsert: () => void state.insert(target, project),
    canInsert: state.host.canInsert.value,
  };
}
