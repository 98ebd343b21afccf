/** Panels whose cells the chunk `texts` draws; until it is here, each shows what it can without. */
import type { ComponentType } from "preact";
import type { IconName } from "../controls/icon";
import { Chunked } from "../views/chunked";
import { JsonCell } from "./json";
import { type CellProps, type Panel, registerPanel } from "./registry";
import { TextCell } from "./text";
import { TimestampCell } from "./timestamp";
import { isReadable } from "./visual";

type Accepts = Panel["accepts"];

const isText: Accepts = ({ kind }) => kind === "text";
const isTime: Accepts = ({ kind }) => kind === "timestamp";
const isHistogram: Accepts = ({ type }) => type === "histogram";

function register(
  name: keyof typeof import("../texts")["CELLS"],
  label: string,
  accepts: Accepts,
  Plain: ComponentType<CellProps>,
  width: number,
  height?: number,
): void {
  registerPanel({
    name,
    label,
    icon: name as IconName,
    accepts,
    Cell: (props) =>
      (props.value ?? null) === null ? (
        <Plain {...props} />
      ) : (
        <Chunked name="texts" waiting={() => <Plain {...props} />}>
          {({ CELLS }) => {
            const Cell: ComponentType<CellProps> = CELLS[name];
            return <Cell {...props} />;
          }}
        </Chunked>
      ),
    align: "start",
    width: () => width,
    height,
    isDefault: name === "histogram",
  });
}

register("histogram", "Histogram", isHistogram, JsonCell, 168, 56);
register("histogram-shared", "Shared axis", isHistogram, JsonCell, 168, 56);
register("markdown", "Markdown", isText, TextCell, 320, 96);
register("difference", "Difference", isText, TextCell, 320, 96);
register("sparkline", "Sparkline", ({ items }) => items === "number", JsonCell, 200, 40);
register("tree", "Tree", isReadable, JsonCell, 280, 96);
register("local-time", "Local time", isTime, TimestampCell, 216);
register("relative-time", "How long ago", isTime, TimestampCell, 120);
