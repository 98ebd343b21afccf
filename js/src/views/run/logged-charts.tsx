import { useEffect, useRef, useState } from "preact/hooks";
import { Chunked, ChunkFailure, ChunkProgress } from "../chunked";
import type { RunState } from "./run-state";

/** Charts that a run logged, as far as their names have the text that is looked for. */
export function LoggedCharts({ state }: { state: RunState }) {
  const keys = state.info.value?.keys ?? [];
  const text = state.options.find.value.trim().toLowerCase();
  const charts = keys.filter(({ key, kind }) => kind === "chart" && key.toLowerCase().includes(text));
  const place = useRef<HTMLDivElement>(null);
  const theme = useFrameTheme(place);
  return (
    <div ref={place} class="dv-logged-charts">
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
    </div>
  );
}

/** The theme of the frame around an element. */
export function useFrameTheme(ref: { readonly current: HTMLElement | null }): "light" | "dark" {
  const [theme, setTheme] = useState<"light" | "dark">("light");
  useEffect(() => {
    const frame = ref.current?.closest<HTMLElement>(".dv");
    if (!frame) return;
    const read = () => setTheme(frame.dataset.theme === "dark" ? "dark" : "light");
    read();
    const observer = new MutationObserver(read);
    observer.observe(frame, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, [ref]);
  return theme;
}
