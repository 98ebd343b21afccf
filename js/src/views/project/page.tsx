import type { ComponentChildren } from "preact";
import type { Opened } from "../../project/wire";
import { Home } from "./home";
import { InnerView } from "./inner-view";
import { VersionPage } from "./version-page";

export interface PageProps {
  opened: Opened;
  treeButton: ComponentChildren;
  isTreeShown: boolean;
}

/** What is open: a version, a run, all runs, a saved view; nothing yet. */
export function Page({ opened, treeButton, isTreeShown }: PageProps) {
  const { kind, name, version, id } = opened;
  switch (kind) {
    case "version":
    case "artifact":
      return <VersionPage key={`${name} ${version}`} opened={opened} treeButton={treeButton} />;
    case "run":
      return <Whole key={id} what={{ what: "run", run: id }} bar={!isTreeShown && treeButton} />;
    case "runs":
      return <Whole key="runs" what={{ what: "workspace" }} bar={!isTreeShown && treeButton} />;
    case "saved_view":
      return <Whole key={name} what={{ what: "saved_view", name }} bar={treeButton} title={name} />;
    default:
      return <Home treeButton={treeButton} />;
  }
}

interface WholeProps {
  what: Parameters<typeof InnerView>[0]["what"];
  bar: ComponentChildren;
  title?: string;
}

/** A view that is the page. */
function Whole({ what, bar, title }: WholeProps) {
  return (
    <div class="dv-inner-page">
      {bar && (
        <div class="dv-inner-bar">
          {bar}
          {title && <b class="dv-text">{title}</b>}
        </div>
      )}
      <InnerView what={what} />
    </div>
  );
}
