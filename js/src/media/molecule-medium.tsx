import { formatCompact, formatCount } from "../format";
import { Chunked, ChunkFailure, ChunkProgress } from "../views/chunked";
import { PlainStill } from "./any-file";
import { registerMedia, type StillProps, type ViewerProps } from "./kinds";
import "./molecule-medium.css";

/** Room that the count of a file's molecules needs, in CSS pixels. */
const COUNT_PX = { width: 72, height: 48 };

/** A shaded still; of a file with several molecules the first one, and how many there are. */
function MoleculeStill(props: StillProps) {
  const { item, width, height, isLarge } = props;
  const { models } = item.facts;
  const hasCount = typeof models === "number" && models > 1 && !isLarge;
  if (!hasCount || width < COUNT_PX.width || height < COUNT_PX.height) return <PlainStill {...props} />;
  return (
    <span class="dv-molecule-still">
      <PlainStill {...props} />
      <span class="dv-molecule-count" title={`The first of ${formatCount(models)} in the file`}>
        1 / {formatCompact(models)}
      </span>
    </span>
  );
}

function MoleculeViewer(props: ViewerProps) {
  return (
    <Chunked
      name="molecules"
      waiting={(failure, retry) => (
        <div style={{ height: `${props.height}px` }}>
          {failure === null ? (
            <ChunkProgress label="Loading the viewer" />
          ) : (
            <ChunkFailure message="The molecule cannot be opened." failure={failure} onRetry={retry} />
          )}
        </div>
      )}
    >
      {({ OpenMolecule }) => <OpenMolecule {...props} />}
    </Chunked>
  );
}

registerMedia({
  type: "molecule-file",
  noun: "molecule",
  icon: "molecule",
  Still: MoleculeStill,
  Viewer: MoleculeViewer,
  hints: [
    { keys: ["1", "6"], text: "style" },
    { keys: ["c"], text: "color by" },
    { keys: ["h"], text: "hydrogens" },
    { keys: ["shift", "arrows"], text: "turn" },
    { keys: ["space"], text: "spin" },
    { keys: ["0"], text: "as at first" },
    { keys: [",", "."], text: "in the file" },
    { keys: ["p"], text: "keep beside" },
  ],
});
