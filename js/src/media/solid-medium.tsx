import { Chunked, ChunkFailure, ChunkProgress } from "../views/chunked";
import { PlainStill } from "./any-file";
import { registerMedia, type ViewerProps } from "./kinds";

function SolidViewer(props: ViewerProps) {
  return (
    <Chunked
      name="spatial"
      waiting={(failure, retry) => (
        <div style={{ height: `${props.height}px` }}>
          {failure === null ? (
            <ChunkProgress label="Loading the viewer" />
          ) : (
            <ChunkFailure message="It cannot be opened." failure={failure} onRetry={retry} />
          )}
        </div>
      )}
    >
      {({ OpenSolid }) => <OpenSolid {...props} />}
    </Chunked>
  );
}

registerMedia({
  type: "object3D-file",
  noun: "3D object",
  icon: "solid",
  Still: PlainStill,
  Viewer: SolidViewer,
  hints: [
    { keys: ["1", "2", "3", "4"], text: "from where" },
    { keys: ["0"], text: "all" },
    { keys: ["shift", "arrows"], text: "turn" },
    { keys: ["c"], text: "color by" },
    { keys: ["n"], text: "next box" },
    { keys: ["enter"], text: "read a point" },
    { keys: ["f"], text: "full screen" },
  ],
});
