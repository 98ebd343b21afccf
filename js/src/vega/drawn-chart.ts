import { type Item, parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import { refusalOf, refusingLoader } from "./loader";
import type { Datum } from "./rows";
import { dressed, isFluid, isVega, type Spec, widest } from "./specs";
import type { Look } from "./theme";

/** What a spec calls the rows of its table. */
const DATA_NAME = "wandb";
/** Rows from which on a canvas is faster than elements. */
const CANVAS_FROM = 3_000;

export interface DrawnChartProps {
  spec: Spec;
  data: Datum[];
  look: Look;
  width: number;
  /** The chart in a sentence. */
  label: string;
  onTip(tip: Tip | null): void;
  /** `isEmpty` when there are no rows to draw. */
  onFailure(message: string, isEmpty?: boolean): void;
  onSelect?: ((datum: Datum) => void) | undefined;
}

/** What is said of the mark under the pointer, and where that is in the window. */
export interface Tip {
  value: unknown;
  x: number;
  y: number;
}

/** A chart in the page, until it is closed. Expressions are interpreted, so that no text becomes code. */
export class DrawnChart {
  readonly #view: View;
  readonly #isFluid: boolean;
  readonly #widest: number;

  /** @throws Error when the spec cannot be drawn. */
  constructor(el: HTMLElement, props: DrawnChartProps) {
    const { spec, data, look, width, label, onTip, onFailure, onSelect } = props;
    this.#isFluid = isFluid(spec);
    this.#widest = widest(spec);
    const whole = dressed({ description: label, ...spec }, look, width);
    const compiled = (isVega(spec) ? whole : compile(whole as never, { logger: quiet }).spec) as Spec;
    const config = isVega(spec) ? (whole.config as never) : undefined;
    const runtime = parse(compiled as never, config, { ast: true });
    const loader = refusingLoader((address, isRows) => onFailure(refusalOf(address), isRows));
    const options = { expr: expressionInterpreter, loader, hover: true };
    this.#view = new View(runtime, {
      ...options,
      renderer: data.length >= CANVAS_FROM ? "canvas" : "svg",
      logger: new Complaints(onFailure) as never,
    });
    this.#view.tooltip((_: unknown, event: MouseEvent, __: Item, value: unknown) =>
      onTip(value === null || value === undefined || value === "" ? null : at(event, value)),
    );
    const hasData = ((compiled.data ?? []) as Spec[]).some(({ name }) => name === DATA_NAME);
    if (hasData) this.#view.data(DATA_NAME, data);
    if (onSelect) {
      this.#view.addEventListener("click", (_, item) => {
        const datum = (item as { datum?: Datum } | null | undefined)?.datum;
        if (datum) onSelect(datum);
      });
    }
    this.#view.initialize(el);
  }

  draw(): Promise<unknown> {
    return this.#view.runAsync();
  }

  /** Take another width, where the chart has none of its own. */
  resize(width: number): void {
    if (this.#isFluid) void this.#view.width(Math.min(width, this.#widest)).runAsync();
  }

  /** The picture as the address of a PNG, with twice the pixels. */
  toPng(): Promise<string> {
    return this.#view.toImageURL("png", 2);
  }

  toSvg(): Promise<string> {
    return this.#view.toSVG();
  }

  close(): void {
    this.#view.finalize();
  }
}

function at(event: MouseEvent, value: unknown): Tip {
  return { value, x: event.clientX, y: event.clientY };
}

/** Vega says what fails while it draws to a logger, and draws on. */
class Complaints {
  constructor(readonly onFailure: (message: string) => void) {}

  level(): number {
    return 1;
  }

  error(...said: unknown[]): this {
    const [first] = said;
    this.onFailure(first instanceof Error ? first.message : said.map(String).join(" "));
    return this;
  }

  warn(): this {
    return this;
  }

  info(): this {
    return this;
  }

  debug(): this {
    return this;
  }
}

const quiet = new Complaints(() => {}) as never;
