import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../../controls/button";
import type { InnerWhat } from "../../project/wire";
import { ComparedPage } from "./compared/compared-page";
import { InnerView } from "./inner-view";
import { useProject } from "./project-state";
import { versionName } from "./words";

interface InnerPageProps {
  inner: InnerWhat;
  treeButton: ComponentChildren;
}

/** A table, a comparison or a file in place of the page. */
export function InnerPage({ inner, treeButton }: InnerPageProps) {
  if (inner.what === "compare") {
    return <ComparedPage key={inner.versions.join()} versions={inner.versions} treeButton={treeButton} />;
  }
  return (
    <InPlace title={titleOf(inner)} treeButton={treeButton}>
      <InnerView what={inner} />
    </InPlace>
  );
}

interface InPlaceProps {
  title: string;
  treeButton: ComponentChildren;
  /** In the bar, after the title. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** What stands in place of the page, with the way back over it. */
export function InPlace({ title, treeButton, tools, children }: InPlaceProps) {
  const state = useProject();
  const back = useRef<HTMLButtonElement>(null);
  // At once: the next key may be pressed already.
  useLayoutEffect(() => back.current?.focus({ preventScroll: true }), []);
  const { kind, name, version } = state.opened.value;
  const isOverComparison = state.compared.value.length > 1 && state.inner.value?.what !== "compare";
  const page = kind === "version" ? versionName(name, version ?? 0) : kind === "artifact" ? name : "Project";
  const from = isOverComparison ? "comparison" : page;
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
        <span class="dv-text dv-inner-title" title={title}>
          {title}
        </span>
        {tools}
      </div>
      {children}
    </div>
  );
}

function titleOf(inner: InnerWhat): string {
  switch (inner.what) {
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
