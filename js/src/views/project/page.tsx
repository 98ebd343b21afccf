import type { ComponentChildren } from "preact";
import type { Opened } from "../../project/wire";
import { Home } from "./home";
import { InnerView, type InnerViewProps } from "./inner-view";
import { VersionPage } from "./version-page";

export interface PageProps {
  opened: Opened;
  treeButton: ComponentChildren;
}

/** What is open: a version, a run, all runs, a saved view; nothing yet. */
export function Page({ opened, treeButton }: PageProps) {
  const { kind, name, version, id } = opened;
  switch (kind) {
    case "version":
    case "artifact":
      return <VersionPage key={`${name} ${version}`} opened={opened} treeButton={treeButton} />;
    case "run":
      return <Whole key={id} what={{ what: "run", run: id }} lead={treeButton} />;
    case "runs":
      return <Whole key="runs" what={{ what: "workspace" }} lead={treeButton} />;
    case "saved_view":
      return <Whole key={name} what={{ what: "saved_view", name }} lead={treeButton} title={name} />;
    default:
      return <Home treeButton={treeButton} />;
  }
}

/** A view that is the page. */
function Whole(props: InnerViewProps) {
  return (
    <div class="dv-inner-page">
      <InnerView {...props} />
    </div>
  );
}
