import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import type { InnerWhat } from "../../project/wire";
import { InnerView } from "./inner-view";
import { comparedOf, useProject } from "./project-state";
import { versionName } from "./words";

interface InnerPageProps {
  inner: InnerWhat;
  treeButton: ComponentChildren;
}

/** A table, a comparison or a file in place of the page, and the way back. */
export function InnerPage({ inner, treeButton }: InnerPageProps) {
  const state = useProject();
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus({ preventScroll: true }), []);
  const { kind, name, version } = state.opened.value;
  const from = kind === "version" ? versionName(name, version ?? 0) : kind === "artifact" ? name : "Project";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc goes back from wherever the focus is inside
    <div
      class="dv-inner-page"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        state.closeInner();
      }}
    >
      <div class="dv-inner-bar">
        {treeButton}
        <Button
          buttonRef={back}
          icon="go-back"
          label={<span class="dv-text">{from}</span>}
          title={`Back to ${from} (Esc)`}
          aria-label={`Back to ${from}`}
          onClick={() => state.closeInner()}
        />
        <span class="dv-text dv-inner-title">{titleOf(inner)}</span>
      </div>
      <InnerView what={inner} />
    </div>
  );
}

function titleOf(inner: InnerWhat): string {
  switch (inner.what) {
    case "compare": {
      const one = comparedOf(inner.versions);
      return one
        ? `${one.name}: ${one.versions.map((version) => `v${version}`).join(" and ")}`
        : inner.versions.join(" and ");
    }
    case "difference": {
      const since = inner.to === undefined || inner.to === null ? "the version before" : `v${inner.to}`;
      return `What v${inner.version} changed since ${since}`;
    }
    case "table":
    case "file":
      return inner.path ?? "";
    default:
      return "";
  }
}
