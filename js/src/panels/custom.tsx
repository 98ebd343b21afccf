import type { Signal } from "@preact/signals";
import { effect } from "@preact/signals";
import { Chunked } from "../views/chunked";
import type { CustomPanelInfo } from "../wire";
import { Absent, Null } from "./nothing";
import { type CellProps, customPanels, type Panel } from "./registry";

const WIDTH_PX = 160;

/** Offer the panels of users that Python knows, for as long as the view is there. */
export function followCustomPanels(infos: Signal<CustomPanelInfo[]>, gone: AbortSignal): void {
  const stop = effect(() => {
    customPanels.value = (infos.value ?? []).map(panelOf);
  });
  gone.addEventListener("abort", stop);
}

/** A panel stays the same object while it does not change, so that what it draws is not drawn anew. */
const known = new Map<string, Panel>();

function panelOf(info: CustomPanelInfo): Panel {
  const key = JSON.stringify(info);
  const panel = known.get(key) ?? {
    name: info.name,
    label: info.label,
    icon: "panel",
    accepts: ({ kind, type }) => info.kinds.includes(kind) || info.types.includes(type),
    Cell: (props: CellProps) => <Custom panel={info} cell={props} />,
    align: "panel",
    width: () => info.width_px ?? WIDTH_PX,
    height: info.height_px ?? undefined,
    isDefault: info.is_default,
  };
  known.set(key, panel);
  return panel;
}

function Custom({ panel, cell }: { panel: CustomPanelInfo; cell: CellProps }) {
  if (cell.value === undefined) return <Absent />;
  if (cell.value === null) return <Null />;
  return (
    <Chunked
      name="panels"
      waiting={(failure) =>
        failure ? <span title={failure}>not loaded</span> : <span class="dv-skeleton" />
      }
    >
      {({ CustomCell }) => <CustomCell panel={panel} cell={cell} />}
    </Chunked>
  );
}
