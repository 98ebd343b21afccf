import type { Anchor } from "../../controls/popover";
import { PagePopover } from "../lazy-menus";
import { useProject } from "./project-state";

interface ProjectPageProps {
  anchor: Anchor;
  onClose(): void;
}

/** Writes the project as an HTML page. */
export function ProjectPage(props: ProjectPageProps) {
  const { channel, listing } = useProject();
  const title = listing.value?.project ?? "project";
  return <PagePopover {...props} label="HTML page of the project" channel={channel} title={title} />;
}
