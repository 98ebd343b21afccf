import { useEffect } from "preact/hooks";
import { AskError } from "../../../channel";
import { Button } from "../../../controls/button";
import { Icon } from "../../../controls/icon";
import { messageOf } from "../../../thumbnails";
import { LazyGroups } from "../../lazy-groups";
import { useCompare } from "../compare-state";
import { GroupBar } from "./group-bar";
import { GroupFoot } from "./group-foot";
import { GroupList } from "./group-list";
import { GroupPicture } from "./group-picture";
import { type GroupsView, groupsView } from "./groups-view";
import "./groups.css";

/** The rows of every table in groups, tables beside each other. */
export function GroupsTab() {
  const state = useCompare();
  const view = groupsView(state);
  useEffect(() => view.follow(), [view]);
  const isHere = state.info.value !== null;
  useEffect(() => {
    if (isHere) view.begin();
  }, [view, isHere]);
  if (state.about.value?.sides.length === 1) return state.isGrouped ? <LazyGroups /> : <Choose view={view} />;
  if (state.viewer.value !== null) return <GroupPicture />;
  return (
    <>
      <GroupBar view={view} />
      <GroupFailure view={view} />
      {view.trait.value.by === "" ? isHere && <Choose view={view} /> : <GroupList view={view} />}
      {view.trait.value.by !== "" && <GroupFoot view={view} />}
    </>
  );
}

/** Nothing is chosen yet: what the tables could be grouped by. */
function Choose({ view }: { view: GroupsView }) {
  const offers = view.offers.slice(0, 8);
  const isOne = view.tables.value === 1;
  return (
    <div class="dv-cg-choose">
      <h3>{isOne ? "What should the table be grouped by?" : "What should the tables be grouped by?"}</h3>
      <p class="dv-quiet">
        {offers.length === 0
          ? "No column has values that rows could share."
          : isOne
            ? "Rows that have the same value of the column stand together."
            : "Each table is grouped by its own value of the column."}
      </p>
      <div>
        {offers.map(({ name, kind }) => (
          <Button key={name} look="line" icon={kind} label={name} onClick={() => view.groupBy(name)} />
        ))}
      </div>
    </div>
  );
}

/** What Python has against the groups; those of before stay. */
function GroupFailure({ view }: { view: GroupsView }) {
  const error = view.pages.failed.value;
  if (error === undefined) return null;
  const failure = error instanceof AskError ? error.failure : null;
  const { by } = view.trait.value;
  const { replacement, start, end } = failure ?? {};
  return (
    <div class="dv-failure" role="alert">
      <Icon name="warning" />
      <span>
        {failure ? failure.message : messageOf(error)}
        {failure?.hint && <span class="dv-quiet"> {failure.hint}</span>}
        {view.pages.facts.value && <span class="dv-quiet"> The groups below are those of before.</span>}
      </span>
      {replacement && start !== undefined && end !== undefined ? (
        <Button
          look="link"
          small
          label={`Use ${replacement}`}
          onClick={() => {
            // Python counts characters, not UTF-16 units.
            const letters = [...by];
            letters.splice(start, end - start, replacement);
            view.change({ by: letters.join("") });
          }}
        />
      ) : (
        <Button look="link" small label="Try again" onClick={() => view.pages.retry()} />
      )}
    </div>
  );
}
