import type { MenuItem } from "../../../controls/menu";
import { MenuButton } from "../../menu-button";
import { useCompare } from "../compare-state";
import { isLaneColumn } from "../merged-columns";
import { ImageLanesHead } from "../pictures/image-lanes-head";
import type { CardsLayout } from "./cards-layout";
import { sortItems } from "./lane-items";

/** What the heads of a grid have: the order of the rows, and how pictures are compared. */
export function CardsBar({ layout }: { layout: CardsLayout }) {
  const state = useCompare();
  const columns = state.columns.value.filter(isLaneColumn);
  const picture = columns.find(({ kind }) => kind === "image");
  const groups = columns.map((column): MenuItem[] =>
    sortItems(state, column).map((item) => ({
      ...item,
      label: item.label.replace("Sort by", `${column.name}:`),
    })),
  );
  return (
    <div class="dv-cards-bar">
      <MenuButton
        small
        caret
        icon="sort"
        label="Sort"
        menu="Sort rows"
        menuWidth={300}
        items={() => groups}
      />
      {picture && <ImageLanesHead column={picture} width={Math.max(0, layout.width.value - 16)} />}
    </div>
  );
}
