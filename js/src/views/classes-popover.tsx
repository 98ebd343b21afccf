import { useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Popover } from "../controls/popover";
import { legendOf } from "../overlays";
import { Chunked } from "./chunked";
import { useView } from "./context";
import "./classes-popover.css";

/** Swatches in the button: enough to recognise it by. */
const STRIP = 6;

/** Button of the toolbar that opens the classes and groups of all pictures. Nothing when no picture has any. */
export function ClassesButton() {
  const view = useView();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const { classes, groups } = legendOf(view).value;
  if (groups.length === 0) return null;
  const { hidden_classes } = view.overlays.value;
  const strip = classes.slice(0, STRIP).map(({ label, css }) => {
    const background = hidden_classes.includes(label) ? "var(--dv-line-strong)" : css;
    return <i key={label} style={{ background }} />;
  });
  return (
    <>
      <Button
        class="dv-classes-button"
        buttonRef={anchor}
        caret
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title="Classes and groups drawn over the pictures"
        onClick={() => setIsOpen(!isOpen)}
        label={
          <>
            <span class="dv-class-strip" aria-hidden="true">
              {strip}
            </span>
            <span class="dv-classes-word">Classes</span>
          </>
        }
      />
      <Popover
        anchor={anchor}
        open={isOpen}
        onClose={() => setIsOpen(false)}
        label="Classes"
        align="end"
        width={336}
      >
        <Chunked
          name="pictures"
          waiting={(failure) => <p class="dv-classes-wait">{failure ?? "Loading …"}</p>}
        >
          {({ ClassesPanel }) => <ClassesPanel />}
        </Chunked>
      </Popover>
    </>
  );
}
