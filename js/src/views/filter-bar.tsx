import { useMemo, useRef } from "preact/hooks";
import { Button } from "../controls/button";
import { Chunked } from "./chunked";
import { Invitation } from "./invitation";
import { LazyDerivedForm } from "./lazy-derived";
import { LazyEditor } from "./lazy-editor";
import { queryInWords } from "./query-words";
import { RowCount } from "./row-count";
import { useTable } from "./table-state";

/** The query as a sentence, all of which can be edited here; its chips come with a chunk. */
export function FilterBar() {
  const bar = useRef<HTMLDivElement>(null);
  const query = useTable().query.value;
  const { filters, group_by, sort, derive = [] } = query;
  const isEmpty = filters.length + group_by.length + sort.length + derive.length === 0;
  return (
    <div ref={bar} class="dv-query" role="group" aria-label="Query">
      {isEmpty ? (
        <div class="dv-sentence">
          <Invitation />
        </div>
      ) : (
        <Chunked
          name="editor"
          waiting={(failure, retry) => (
            <div class="dv-sentence dv-quiet" title={failure ?? undefined}>
              {queryInWords(query)}
              {failure && <Button look="link" small label="Show the clauses" onClick={retry} />}
            </div>
          )}
        >
          {({ Sentence }) => <Sentence />}
        </Chunked>
      )}
      <RowCount />
      <Editor bar={bar} />
      <LazyDerivedForm bar={bar} />
    </div>
  );
}

/** The chip under edit, or the place for a new one; where that is folded, what it is folded into. */
function Editor({ bar }: { bar: { readonly current: HTMLElement | null } }) {
  const editing = useTable().editing.value;
  const { part = "filters", index = null, text = "" } = editing ?? {};
  const anchor = useMemo(() => {
    const find = (selector: string) => bar.current?.querySelector<HTMLElement>(selector) ?? null;
    return {
      get current() {
        return find(`[data-part="${part}-${index ?? "new"}"]`) ?? find(".dv-fold") ?? find("[data-part]");
      },
    };
  }, [bar, part, index]);
  if (!editing) return null;
  return <LazyEditor key={`${part} ${index} ${text}`} editing={editing} anchor={anchor} />;
}
