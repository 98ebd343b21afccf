import { useEffect, useRef, useState } from "preact/hooks";
import { Chunked, ChunkFailure, ChunkProgress } from "../chunked";
import type { RunState } from "./run-state";

/** Charts and tables that a run logged. */
export function LoggedCharts({ state }: { state: RunState }) {
  const keys = state.info.value?.keys ?? [];
  const charts = keys.filter(({ kind }) => kind === "chart");
  const tables = keys.filter(({ kind }) => kind === "table");
  const place = useRef<HTMLDivElement>(null);
  const theme = useFrameTheme(place);
  return (
    <div ref={place} class="dv-media-charts">
      {charts.map(({ key, count }) => (
        <article key={key} aria-label={key}>
          <h4>{key}</h4>
          <Chunked
            name="chart"
            waiting={(failure, retry) =>
              failure === null ? (
                <ChunkProgress label={`Loading ${key}`} />
              ) : (
                <ChunkFailure message={`${key} cannot be drawn.`} failure={failure} onRetry={retry} />
              )
            }
          >
            {({ LoggedChart }) => <LoggedChart run={state.run} chartKey={key} theme={theme} count={count} />}
          </Chunked>
        </article>
      ))}
      {tables.length > 0 && (
        <p class="dv-quiet">
          Tables are artifacts: {tables.map(({ key }) => key).join(", ")}. They are in the tab Artifacts, and
          open with <code>run.logged_artifacts()</code>.
        </p>
      )}
    </div>
  );
}

/** The theme of the frame around an element. */
function useFrameTheme(ref: { readonly current: HTMLElement | null }): string {
  const [theme, setTheme] = useState("light");
  useEffect(() => {
    const frame = ref.current?.closest<HTMLElement>(".dv");
    if (!frame) return;
    const read = () => setTheme(frame.dataset.theme ?? "light");
    read();
    const observer = new MutationObserver(read);
    observer.observe(frame, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, [ref]);
  return theme;
}
