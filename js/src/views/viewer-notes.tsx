import type { ComponentChildren } from "preact";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { formatCount } from "../format";
import { showAllScores } from "../overlay-edit";
import { isInScores } from "../overlays";
import { useView } from "./context";
import type { Viewed } from "./row-pictures";
import type { Content } from "./sheets";
import type { KeptState } from "./viewer-state";

export interface NotesProps {
  contents: readonly Content[];
  viewedOf(column: string): Viewed;
  kept: KeptState;
}

/** What is not as one expects: masks that cannot be drawn, layers that this row does not have, boxes that no score range
 * leaves, a long wait. */
export function Notes({ contents, viewedOf, kept }: NotesProps) {
  const view = useView();
  const columns = [...new Set(contents.flatMap(({ sheets }) => sheets.map(({ column }) => column.name)))];
  const viewed = columns.map(viewedOf);
  const slow = viewed.find(({ isSlow }) => isSlow);
  const troubles = viewed.flatMap(({ original }) => original?.troubles ?? []);
  return (
    <div class="dv-viewer-notes" aria-live="polite">
      {slow && (
        <p>
          {slow.picture
            ? "Thumbnail until the photo is here. A cell may be running; rows already here stay in reach."
            : "Waiting for the photo. A cell may be running; it comes when that ends."}
        </p>
      )}
      {troubles.map(({ group, message, mask }) => {
        const isStretched = kept.stretched.value.includes(group);
        if (isStretched)
          return (
            <p key={message}>
              Mask <b>{group}</b> is stretched over its picture.
              <Button
                look="link"
                small
                label="Leave it out"
                onClick={() => {
                  kept.stretched.value = kept.stretched.peek().filter((other) => other !== group);
                }}
              />
            </p>
          );
        return (
          <p key={message} class="dv-viewer-trouble">
            <Icon name="warning" />
            <span>
              {message}
              {mask && (
                <Button
                  look="link"
                  small
                  label="Stretch it in this view"
                  onClick={() => {
                    kept.stretched.value = [...kept.stretched.peek(), group];
                  }}
                />
              )}
            </span>
          </p>
        );
      })}
      {absentGroups(contents, viewedOf).map(({ key, kind, group }) => (
        <p key={key}>
          No {kind === "mask" ? "mask" : "boxes"} <b>{group}</b> in this row.
        </p>
      ))}
      {outOfRange(contents, view.overlays.value.scores).map(({ key, group, below, above }) => (
        <p key={key}>
          No box of <b>{group}</b> in this score range; {counted(below, "below")}
          {below > 0 && above > 0 && ", "}
          {counted(above, "above")}.
          <Button
            look="link"
            small
            label="Show all scores"
            onClick={() => {
              view.overlays.value = showAllScores(view.overlays.peek());
            }}
          />
        </p>
      ))}
    </div>
  );
}

function counted(count: number, where: string): ComponentChildren {
  return count > 0 && `${formatCount(count)} ${count === 1 ? "lies" : "lie"} ${where}`;
}

/** Layers that some rows have, and this one has not. */
function absentGroups(contents: readonly Content[], viewedOf: NotesProps["viewedOf"]) {
  return contents.flatMap(({ sheets }) =>
    sheets.flatMap(({ column, group }) => {
      const original = viewedOf(column.name).original;
      if (!original || group === null || original.troubles.some((trouble) => trouble.group === group))
        return [];
      return column.layers
        .filter((layer) => layer.group === group)
        .filter(
          ({ kind, source = group }) =>
            !(kind === "mask" ? original.masks : original.boxes).some((entry) => entry.group === source),
        )
        .map(({ kind }) => ({ key: `${column.name}/${kind}/${group}`, kind, group }));
    }),
  );
}

type Scores = Record<string, Record<string, [number | null, number | null]>>;

/** Groups of which a score range leaves no box, though the row has some. */
export function outOfRange(contents: readonly Pick<Content, "picture" | "key">[], scores: Scores) {
  return contents.flatMap(({ key, picture }) =>
    (picture?.boxes ?? []).flatMap(({ group, boxes }) => {
      const ranges = scores[group];
      if (!ranges || boxes.length === 0 || boxes.some((box) => isInScores(box, ranges))) return [];
      const below = boxes.filter((box) =>
        Object.entries(ranges).some(([name, [low]]) => low !== null && (box.scores[name] ?? low) < low),
      ).length;
      return [{ key: `${key}/${group}`, group, below, above: boxes.length - below }];
    }),
  );
}
