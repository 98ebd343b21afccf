import { useState } from "preact/hooks";
import { Button } from "../../controls/button";
import { useProject } from "./project-state";

/** What was renamed or deleted just now, and the way back where there is one. */
export function TreeSaid() {
  const state = useProject();
  const said = state.said.value;
  const [failure, setFailure] = useState("");
  return (
    <div class="dv-tree-said" role="status">
      {said && (
        <>
          <span>{said.text}</span>
          {said.undo && (
            <Button
              look="link"
              small
              label="Undo"
              onClick={async () => {
                setFailure("");
                setFailure((await said.undo?.()) ?? "");
              }}
            />
          )}
          <Button
            small
            icon="close"
            title="Hide this"
            onClick={() => {
              state.said.value = null;
            }}
          />
          {failure && <span>{failure}</span>}
        </>
      )}
    </div>
  );
}
