import { Icon } from "../controls/icon";
import { Chunked } from "./chunked";
import { useTable } from "./table-state";

/** Where nothing is asked yet: a field that says what could be typed. */
export function Invitation() {
  const state = useTable();
  return (
    <button
      type="button"
      class="dv-invite"
      data-part="filters-new"
      onClick={() => {
        state.editing.value = { index: null, text: "" };
      }}
    >
      <Icon name="filter" />
      <span class="dv-text">
        Filter
        {state.info.value && (
          <Chunked name="editor" waiting={() => null}>
            {({ Example }) => <Example />}
          </Chunked>
        )}
      </span>
      <kbd>/</kbd>
    </button>
  );
}
