import { Fragment } from "preact";
import "./code-panel.css";

const KEYS: [string, [string, string][]][] = [
  [
    "Query",
    [
      ["/", "add a clause"],
      ["F", "filter by the column in focus"],
      ["!", "on a clause: negate"],
      ["Backspace", "on a chip: remove"],
      ["Alt ←", "on a key: move before the one on the left"],
      ["Ctrl Z, Ctrl Shift Z", "undo, redo any change of the view"],
    ],
  ],
  [
    "Rows",
    [
      ["Arrows, Page, Home, End", "move; with Ctrl to the first and the last row"],
      ["G", "go to a row"],
      ["Space", "tick the row"],
      ["Shift ↑ ↓", "tick on from there"],
      ["Ctrl A", "tick all that match"],
      ["Ctrl C", "copy the ticked rows, or the cell"],
      ["Enter", "open the picture; on a head: sort"],
    ],
  ],
  [
    "Heads",
    [
      ["Shift ← →", "brush the histogram"],
      ["Alt ← →", "make the column narrower, wider"],
      ["Alt Shift ← →", "move the column"],
      ["Esc", "close what is open"],
    ],
  ],
];

/** The keys of a table view, to look up. */
export function KeysPanel() {
  return (
    <div class="dv-keys">
      {KEYS.map(([title, keys]) => (
        <section key={title} aria-label={title}>
          <h4>{title}</h4>
          <dl>
            {keys.map(([key, does]) => (
              <Fragment key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
