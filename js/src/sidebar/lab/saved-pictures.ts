/** The pictures that views leave in a notebook, for those whose kernel is gone.
 *
 * JupyterLab draws a widget by ipywidgets' renderer alone, which says "model not found" once the kernel is gone, and never
 * looks at the picture beside it.
 */
import type { NotebookPanel, Tracker } from "./jupyter";

/** What ipywidgets writes where a widget was. */
const LOST = "Error displaying widget: model not found";
/** What the caption of each of our pictures says. */
const OURS = "a picture of this view";
/** A page that draws much is looked at once, not for each thing drawn. */
const REST_MS = 200;

/** Show in all notebooks, now and later, the picture of each view of ours that ipywidgets has lost. */
export function showSavedPictures(notebooks: Tracker<NotebookPanel>): void {
  notebooks.forEach(follow);
  notebooks.widgetAdded.connect((_, panel) => follow(panel));
}

function follow(panel: NotebookPanel): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      mend(panel);
    }, REST_MS);
  });
  observer.observe(panel.node, { childList: true, subtree: true });
  panel.disposed.connect(() => {
    observer.disconnect();
    clearTimeout(timer);
  });
  mend(panel);
}

function mend(panel: NotebookPanel): void {
  for (const lost of panel.node.querySelectorAll<HTMLElement>(".jp-OutputArea-output.jupyter-widgets")) {
    if (lost.textContent !== LOST) continue;
    const picture = pictureOf(panel, lost);
    if (picture) lost.replaceChildren(picture);
  }
}

/** The picture that stands beside a widget of ours in its output. */
function pictureOf(panel: NotebookPanel, lost: HTMLElement): HTMLImageElement | null {
  const area = panel.content.widgets.find(({ node }) => node.contains(lost))?.outputArea;
  const place = area?.widgets.findIndex(({ node }) => node.contains(lost)) ?? -1;
  if (!area || place < 0) return null;
  const { data, metadata } = area.model.get(place);
  const about = metadata["image/png"] as { alt?: string; width?: number } | undefined;
  const file = data["image/png"];
  if (typeof file !== "string" || !about?.alt?.includes(OURS)) return null;
  const picture = document.createElement("img");
  picture.src = `data:image/png;base64,${file.replace(/\s/g, "")}`;
  picture.alt = about.alt;
  picture.style.width = `${about.width ?? 880}px`;
  picture.style.maxWidth = "100%";
  return picture;
}
