/** Answers about a table in the page, with the names that Python's have. */
import { packIds, unpackIds } from "../row-ids";
import type { Query, Questions } from "../wire";
import { brush } from "./brushes";
import { scoreHistogram } from "./class-totals";
import { checkClause, otherForm, warningsOf, withoutEach } from "./clause-answers";
import { compareHandlers } from "./compare-answers";
import { classesOf, complete } from "./complete/index";
import { csvOf } from "./csv";
import { Engine } from "./engine";
import { groupPage, rowsOfGroup } from "./groups";
import { columnInfoOf, madeColumn } from "./made-columns";
import { PageMedia } from "./page-media";
import type { Answered } from "./page-model";
import { PageRows } from "./page-rows";
import type { TableSaid, ViewSaid } from "./page-wire";
import { PagePictures } from "./pictures";
import { Refusal, refusal } from "./refusal";
import type { Store } from "./store";
import { summarize } from "./summaries";

type Params<M extends keyof Questions> = Questions[M]["params"];
type Handlers = { [M in string]?: (params: never) => Promise<Answered> | Answered };

const EMPTY: Query = {
  version: 1,
  filters: [],
  group_by: [],
  sort: [],
  columns: null,
  panels: {},
  limit: null,
};

export class TableAnswers {
  readonly said: TableSaid;
  readonly #rows: () => Promise<Engine>;
  #engine: Promise<Engine> | undefined;
  #derived: { key: string; engine: Engine } | undefined;

  constructor(
    readonly store: Store,
    readonly view: ViewSaid,
  ) {
    this.said = view.table as TableSaid;
    this.#rows = async () =>
      Engine.of(new PageRows(await store.bytes(`${view.name}.rows`), this.said.texts), this.said);
  }

  /** What answers on all rows; they are read when something is first asked that needs them. */
  get whole(): Promise<Engine> {
    this.#engine ??= this.#rows();
    return this.#engine;
  }

  /** The same, with the columns that a query derives. */
  async engine({ derive = [] }: Query): Promise<Engine> {
    const whole = await this.whole;
    if (derive.length === 0) return whole;
    const key = JSON.stringify(derive);
    if (this.#derived?.key !== key) this.#derived = { key, engine: whole.with(derive) };
    return this.#derived.engine;
  }

  get handlers(): Handlers {
    const pictures = new PagePictures(this.store, this.said);
    const media = new PageMedia(this.store, this.said.originals ?? {});
    return {
      open: (params: Params<"open">) => this.#open(params),
      refresh: async ({ query, count }: Params<"refresh">) => {
        const { result, buffers } = await this.#open({ query, count });
        return { result: { ...(result as object), start: 0, anchor_at: null }, buffers: buffers ?? [] };
      },
      count: async ({ query }: Params<"count">) => {
        const engine = await this.engine(query);
        const matched = engine.order(query).length;
        return { result: { matched, total: engine.rows.count, warnings: warningsOf(engine, query) } };
      },
      rows: async ({ query, start, count, group }: Params<"rows">) => {
        const engine = await this.engine(query);
        const places = group ? rowsOfGroup(engine, query, group) : engine.order(query);
        const shown = places.slice(start, start + count);
        const matched = group ? null : places.length;
        return {
          result: { start, count: shown.length, matched },
          buffers: [this.#write(engine, query, shown)],
        };
      },
      row_order: async ({ query, start, count }: Params<"row_order">) => {
        const engine = await this.engine(query);
        const ids = Float64Array.from(
          engine.order(query).slice(start, start + count),
          (place) => engine.rows.ids[place] as number,
        );
        return { result: { count: ids.length }, buffers: [new Uint8Array(ids.buffer)] };
      },
      row_ids: async ({ query, start, count }: Params<"row_ids">) => {
        const engine = await this.engine(query);
        const places = [...engine.order(query).slice(start, start + count)];
        return { result: { ids: packIds(places.map((place) => engine.rows.ids[place] as number)) } };
      },
      ticked: async ({ query, rows }: Params<"ticked">) => {
        const engine = await this.engine(query);
        const wanted = new Set(rows.flatMap((id) => engine.rows.place(id) ?? []));
        const matching = engine.order(query).filter((place) => wanted.has(place));
        for (const place of matching) wanted.delete(place);
        const places = [...matching, ...[...wanted].sort((a, b) => a - b)];
        return { result: { count: places.length }, buffers: [this.#write(engine, query, places)] };
      },
      summary: async ({ query, columns, bins = 20 }: Params<"summary">) => ({
        result: { columns: summarize(await this.engine(query), query, columns, bins) },
      }),
      brush: async (params: Params<"brush">) => ({ result: brush(await this.engine(params.query), params) }),
      groups: async (params: Params<"groups">) => ({
        result: groupPage(await this.engine(params.query), params),
      }),
      gallery: async ({ query, key, start, count }: Params<"gallery">) => {
        const engine = await this.engine(query);
        const places = rowsOfGroup(engine, query, key).slice(start, start + count);
        return { result: { rows: places.map((place) => engine.rows.ids[place]) } };
      },
      without_each: async ({ query }: Params<"without_each">) => ({
        result: { counts: withoutEach(await this.engine(query), query) },
      }),
      check: async ({ query, text, clause }: Params<"check">) => ({
        result: checkClause(await this.engine(query), query, text, clause),
      }),
      complete: async ({ query, text, cursor }: Params<"complete">) => {
        const engine = await this.#known(query);
        return { result: { items: complete(text, cursor, engine.schema, classesOf(this.said.info)) } };
      },
      translate: async ({ query, text }: Params<"translate">) => {
        const engine = await this.#known(query);
        return { result: otherForm(text, engine.schema) };
      },
      preview: (params: Params<"preview">) => this.#preview(params),
      box_scores: async (params: Params<"box_scores">) => ({
        result: scoreHistogram(await this.engine(params.query), params.query, params),
      }),
      thumbnails: (params: Params<"thumbnails">) => pictures.thumbnails(params),
      image: (params: Params<"image">) => pictures.image(params),
      export: (params: Params<"export">) => this.#export(params),
      stills: (params: Params<"stills">) => pictures.stills(params),
      media: (params: Params<"media">) => media.media(params),
      media_view: (params: Params<"media_view">) => media.view(params),
      library: (params: Params<"library">) => media.library(params),
      ...(this.view.comparison
        ? compareHandlers(this.view.comparison, (query) => this.engine(query), this.store)
        : {}),
    } as Handlers;
  }

  /** A query that makes no sense leaves the rows as the table has them, and says why. */
  async #open({ query, count }: Params<"open">): Promise<Answered> {
    const { first } = this.said;
    if (JSON.stringify(query) === JSON.stringify(first.query) && count <= first.count) {
      const bytes = query.group_by.length > 0 ? [] : [await this.store.bytes(`${this.view.name}.first`)];
      return { result: first.result, buffers: bytes };
    }
    try {
      return await this.#opened(query, count);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const plain = await this.#opened({ ...EMPTY, columns: null }, count);
      return { ...plain, result: { ...(plain.result as object), error: error.failure } };
    }
  }

  async #opened(query: Query, count: number): Promise<Answered> {
    const engine = await this.engine(query);
    const isGrouped = query.group_by.length > 0;
    for (const text of query.group_by) engine.expression(text);
    const order = engine.order(query);
    const columns = [...this.said.info.columns, ...engine.derived.map((made) => columnInfoOf(made))];
    return {
      result: {
        info: { ...this.said.info, columns },
        matched: order.length,
        error: null,
        warnings: warningsOf(engine, query),
      },
      buffers: isGrouped ? [] : [this.#write(engine, query, order.slice(0, count))],
    };
  }

  #write(engine: Engine, query: Query, places: readonly number[]): Uint8Array {
    const names = query.columns ?? [...this.said.shown, ...engine.derived.map(({ name }) => name)];
    const wanted = [...new Set([...names, ...this.said.marks])];
    const made = engine.derived
      .filter(({ name }) => wanted.includes(name))
      .map((column) => madeColumn(engine, column, places));
    return engine.rows.write(places, wanted, made);
  }

  /** Rows as CSV, which the browser saves: there is no other folder. */
  async #export({ query, rows, selected, format, to, name }: Params<"export">): Promise<Answered> {
    if (format !== "csv")
      throw refusal("kernel", "Of formats without a kernel there is CSV. Choose it, or open the notebook.");
    const engine = await this.engine(query);
    const ticked = new Set(unpackIds(selected));
    const isTicked = rows === "selected";
    // A row may be ticked and match no more: what is ticked is what is meant.
    const every = engine.order(isTicked ? { ...query, filters: [], limit: null } : query);
    const places = isTicked ? every.filter((place) => ticked.has(engine.rows.ids[place] as number)) : every;
    const bytes = new TextEncoder().encode(csvOf(engine, query, places));
    const file = fileName(name ?? "", this.said.info.title);
    if (to === "folder") saveAs(bytes, file);
    return {
      result: {
        row_count: places.length,
        name: file,
        path: to === "folder" ? file : null,
        size: bytes.length,
      },
      buffers: to === "browser" ? [bytes] : [],
    };
  }

  /** What is known of names while a query that makes no sense is mended. */
  async #known(query: Query): Promise<Engine> {
    try {
      return await this.engine(query);
    } catch (error) {
      if (error instanceof Refusal) return this.whole;
      throw error;
    }
  }

  async #preview({ query, name, text, count, replaces }: Params<"preview">): Promise<Answered> {
    const derive = query.derive ?? [];
    const at = derive.findIndex((item) => item.name === replaces);
    const before = at < 0 ? derive : derive.slice(0, at);
    const others = derive.filter((item) => item.name !== replaces);
    const whole = await this.whole;
    const plain = whole.with(before);
    plain.expression(text);
    const isTaken = others.some((item) => item.name === name) || whole.column(name) !== undefined;
    let shown = name === "" || isTaken ? "derived column" : name;
    while (plain.column(shown)) shown += "_";
    const engine = plain.with([{ name: shown, text }]);
    const made = engine.derived.at(-1);
    if (!made) throw refusal("value", "An expression is empty.");
    const order = await this.engine(query).then(
      (known) => known.order(query),
      () => [...whole.rows.ids.keys()],
    );
    const bytes = engine.rows.write(
      order.slice(0, count),
      [],
      [madeColumn(engine, made, order.slice(0, count))],
    );
    return {
      result: {
        column: columnInfoOf(made),
        name_error: isTaken ? `There is a column '${name}' already. Take another name.` : null,
      },
      buffers: [bytes],
    };
  }
}

/** As `file_name` in `widgets/exports.py`: a name that a file can have everywhere. */
function fileName(name: string, title: string): string {
  const stem = (name.trim() || title).replace(/\.(csv|parquet|html)$/, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no file may have them
  const plain = stem.replace(/[\x00-\x1f<>:"/\\|?*]+/g, " ").replace(/^[ .]+|[ .]+$/g, "");
  return `${plain.slice(0, 120) || "rows"}.csv`;
}

function saveAs(bytes: Uint8Array, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
