import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { useProject } from "./project-state";

interface SearchFieldProps {
  /** The keys go on to the tree. */
  onDown(): void;
  onEnter(): void;
}

/** Looks for a text in all names: artifacts, aliases, tags, runs, saved views. */
export function SearchField({ onDown, onEnter }: SearchFieldProps) {
  const state = useProject();
  const text = state.find.value;
  const failure = state.searchFailure.value;
  const found = state.found.value;
  const isCurrent = found !== null && state.foundText.value === text.trim();
  return (
    <div class="dv-project-search">
      <label>
        <Icon name="search" />
        <input
          class="dv-field"
          type="search"
          aria-label="Search names, aliases, runs"
          placeholder="Search names, aliases, runs"
          data-project-search=""
          value={text}
          onInput={(event) => {
            state.find.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape" && text !== "") {
              state.find.value = "";
              event.preventDefault();
            } else if (event.key === "Escape" || event.key === "ArrowDown") {
              onDown();
              event.preventDefault();
            } else if (event.key === "Enter" && isCurrent) {
              onEnter();
              event.preventDefault();
            }
            event.stopPropagation();
          }}
        />
        {text === "" && <kbd>/</kbd>}
      </label>
      {text !== "" && (
        <Button
          icon="close"
          small
          title="Clear the search (Esc)"
          onClick={() => {
            state.find.value = "";
          }}
        />
      )}
      <span class="dv-said" role="status">
        {isCurrent &&
          `${found.counts.artifacts} artifacts, ${found.counts.versions} versions, ${found.counts.runs} runs and ${found.counts.views} views found`}
      </span>
      {failure !== null && (
        <p class="dv-project-problem" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
