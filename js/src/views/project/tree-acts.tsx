import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useMemo } from "preact/hooks";
import { Button } from "../../controls/button";
import type { MenuItem } from "../../controls/menu";
import { LazyMenu } from "../lazy-menus";
import { DeleteForm } from "./delete-form";
import { NameForm } from "./name-form";
import { doomedOf, type NameChange, type Named } from "./named";
import { type ProjectState, useProject } from "./project-state";
import type { TreeLine } from "./tree-lines";

type Form = NameChange | "menu" | "delete";

/** What is being done with a line of the tree. */
export interface Acting {
  line: TreeLine;
  form: Form;
}

export const useActing = (): Signal<Acting | null> => useSignal<Acting | null>(null);

/** What a line is about, where that can be named or deleted. */
function namedOf(line: TreeLine): Named | null {
  switch (line.kind) {
    case "artifact": {
      const newest = line.artifact.newest[0];
      if (!newest) return null;
      return { of: "version", name: line.artifact.name, version: newest.version, description: null };
    }
    case "version": {
      const { version, description } = line.version;
      return { of: "version", name: line.artifact.name, version, description };
    }
    case "run": {
      const { id, name, note, tags } = line.run;
      return { of: "run", id, name, description: note, tags };
    }
    case "saved_view":
      return { of: "view", name: line.view.name };
    default:
      return null;
  }
}

/** The form that a key opens on a line; null for a key that does nothing there. */
export function formOfKey(event: KeyboardEvent, line: TreeLine): Form | null {
  if (namedOf(line) === null) return null;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) return "menu";
  if (event.key === "Delete") return "delete";
  return event.key === "F2" && line.kind !== "version" ? "rename" : null;
}

interface LineActsProps {
  line: TreeLine;
  acting: Signal<Acting | null>;
  /** What else can be done with it. */
  children?: ComponentChildren;
}

/** Over the end of the line that is pointed at, or that the keys are on. */
export function LineActs({ line, acting, children }: LineActsProps) {
  const state = useProject();
  const isWritable = state.listing.value?.is_writable ?? false;
  // More of a version is on its page: over its line there is room for one button.
  const hasMenu = isWritable && line.kind !== "version" && namedOf(line) !== null;
  if (!children && !hasMenu) return null;
  return (
    <span class="dv-project-act">
      {children}
      {hasMenu && (
        <Button
          small
          look="line"
          icon="more"
          title="Rename, delete … (Shift+F10)"
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            state.cursor.value = line.key;
            acting.value = { line, form: "menu" };
          }}
        />
      )}
    </span>
  );
}

interface ActingFormsProps {
  acting: Signal<Acting | null>;
  box: RefObject<HTMLDivElement | null>;
}

/** The menu or the form of the line that something is done with, hung from it. */
export function ActingForms({ acting, box }: ActingFormsProps) {
  const state = useProject();
  const anchor = useMemo(
    () => ({
      get current() {
        return box.current?.querySelector<HTMLElement>(".dv-tree-item.is-cursor") ?? box.current;
      },
    }),
    [box],
  );
  const now = acting.value;
  if (now === null) return null;
  // A line is drawn anew when what it says has changed.
  const line = state.lines.value.find(({ key }) => key === now.line.key) ?? now.line;
  const named = namedOf(line);
  if (named === null) return null;
  const close = () => {
    if (acting.peek() === now) acting.value = null;
    // The keys go back to the tree, as no line takes them by itself.
    setTimeout(() => acting.peek() === null && box.current?.focus({ preventScroll: true }));
  };
  const turnTo = (form: Form) => {
    acting.value = { line, form };
  };
  if (now.form === "menu") {
    const label = named.of === "version" && line.kind === "version" ? `v${named.version}` : named.name;
    return (
      <LazyMenu
        anchor={anchor}
        label={`More of ${label}`}
        onClose={close}
        groups={itemsOf(state, line, turnTo)}
      />
    );
  }
  if (now.form === "delete") {
    const doomed = line.kind === "artifact" ? { name: named.name, all: true as const } : doomedOf(named);
    return <DeleteForm anchor={anchor} doomed={doomed} onClose={close} />;
  }
  return <NameForm key={now.form} anchor={anchor} change={now.form} named={named} onClose={close} />;
}

function itemsOf(state: ProjectState, line: TreeLine, turnTo: (form: Form) => void): MenuItem[][] {
  const item = (icon: MenuItem["icon"], label: string, form: Form, keys?: string): MenuItem => ({
    icon,
    label,
    ...(keys ? { keys } : {}),
    onPick: () => turnTo(form),
  });
  const gone = (label: string): MenuItem[] => [item("trash", label, "delete", "Del")];
  switch (line.kind) {
    case "artifact":
      return [[item("pencil", "Rename …", "rename", "F2")], gone("Delete all versions …")];
    case "version": {
      const { name } = line.artifact;
      const other = state.otherSide(name, line.version.version);
      const compare: MenuItem = {
        icon: "compare",
        label: `Compare with v${other}`,
        keys: "C",
        onPick: () => state.compare(name, [line.version.version, other as number]),
      };
      return [
        other === null ? [] : [compare],
        [item("label", "Add an alias or a tag …", "alias"), item("text", "Describe …", "describe")],
        gone(`Delete v${line.version.version} …`),
      ];
    }
    case "run":
      return [
        [
          item("pencil", "Rename …", "rename", "F2"),
          item("text", "Notes …", "describe"),
          item("label", "Tags …", "tag"),
        ],
        gone("Delete …"),
      ];
    default:
      return [[item("pencil", "Rename …", "rename", "F2")], gone("Delete …")];
  }
}
