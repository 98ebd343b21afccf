import { useEffect, useState } from "preact/hooks";
import type { Row } from "../rows";
import { useView } from "./context";
import { findSeries, type Series } from "./series";

/** The steps of what the open row is about, and the one that is shown: the open row's, until another is chosen. */
export function useSeries(row: Row | undefined): {
  series: Series | null;
  at: number;
  setStep(at: number): void;
} {
  const view = useView();
  const [found, setFound] = useState<{ row: number; series: Series | null } | null>(null);
  const [chosen, setChosen] = useState<{ row: number; at: number } | null>(null);
  const query = view.query.value;
  useEffect(() => {
    if (!row) return;
    const abort = new AbortController();
    findSeries(view, row, abort.signal).then(
      (series) => setFound({ row: row.id, series }),
      // Without its steps the row is shown all the same.
      () => {},
    );
    return () => abort.abort();
  }, [view, row?.id, query]);
  const series = found && found.row === row?.id ? found.series : null;
  const own = series ? series.rows.findIndex(({ id }) => id === row?.id) : -1;
  if (!series || own < 0) return { series: null, at: 0, setStep: () => {} };
  const at = chosen && chosen.row === row?.id ? Math.min(chosen.at, series.rows.length - 1) : own;
  const setStep = (to: number) => {
    if (to >= 0 && to < series.rows.length) setChosen({ row: row?.id ?? 0, at: to });
  };
  return { series, at, setStep };
}
