import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../../../controls/button";
import type { MenuItem } from "../../../controls/menu";
import { LazyMenu } from "../../lazy-menus";
import { useCompare } from "../compare-state";
import { isLaneColumn } from "../merged-columns";
import { ImageLanesHead } from "../pictures/image-lanes-head";
import type { CardsLayout } from "./cards-layout";
import { sortItems } from "./lane-items";

/** What the heads of a grid have: the order of the rows, and how pictures are compared. */
export function CardsBar({ layout }: { layout: CardsLayout }) {
  const state = useCompare();
  const anchor = useRef<HTMLButtonElement>(null);
  const isOpen = useSignal(false);
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
      <Button
        buttonRef={anchor}
        small
        caret
        icon="sort"
        label="Sort"
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      {isOpen.value && (
        <LazyMenu
          anchor={anchor}
          label="Sort rows"
          groups={groups}
          width={300}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
      {picture && <ImageLanesHead column={picture} width={Math.max(0, layout.width.value - 16)} />}
    </div>
  );
}
