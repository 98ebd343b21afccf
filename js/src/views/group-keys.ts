/** Arrows in a tree of groups: up and down go from one to the next, right opens, left closes. */
export function onTreeKey(event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const tree = event.currentTarget as HTMLElement;
  const here = (event.target as HTMLElement).closest<HTMLElement>("[data-toggle]");
  if (!here) return false;
  const all = [...tree.querySelectorAll<HTMLElement>("[data-toggle]")];
  const at = all.indexOf(here);
  const isOpen = here.getAttribute("aria-expanded") === "true";
  const goals: Record<string, HTMLElement | undefined> = {
    ArrowDown: all[at + 1],
    ArrowUp: all[at - 1],
    Home: all[0],
    End: all.at(-1),
  };
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    if ((event.key === "ArrowRight") !== isOpen) here.click();
    return true;
  }
  if (!(event.key in goals)) return false;
  goals[event.key]?.focus();
  goals[event.key]?.scrollIntoView({ block: "nearest" });
  return true;
}
