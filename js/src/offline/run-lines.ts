/** The lines of a run in the page, sampled and smoothed as `dsviz_widget/history/reader.py` does it. */
import { tableFromIPC } from "@uwdata/flechette";
import { smoothed } from "../charts/line-math";
import type { SeriesInfo, SeriesKey } from "../runs/wire";
import { refusal } from "./refusal";
import { inside, sample } from "./sampling";

/** What every row has. */
const AXES = new Set(["_step", "_relative", "_timestamp"]);

interface Stored {
  /** The row of each point among those in the page, rising. */
  places: Int32Array;
  values: Float64Array;
  /** Points that were logged. */
  total: number;
  below: { count: number; isZero: boolean; steps: number[] };
}

export interface Points {
  x: Float64Array;
  y: Float64Array;
}

export interface Wish {
  x: string;
  range: [number, number] | null;
  points: number;
  smoothing: number;
  log_y?: boolean;
}

export interface Answered extends Points {
  smooth: Float64Array | null;
  said: Pick<SeriesInfo, "length" | "exact" | "total" | "unfinished" | "not_drawn" | "of">;
}

export class RunLines {
  readonly #stored = new Map<string, Stored>();

  /** @param bytes an Arrow stream, as `sharing_lines.py` says it */
  constructor(bytes: Uint8Array) {
    const table = tableFromIPC(bytes);
    for (let at = 0; at < table.numRows; at++) {
      const cell = <T>(name: string) => table.getChild(name).at(at) as T;
      this.#stored.set(`${cell("kind")} ${cell("key")}`, {
        places: running(cell("places")),
        values: Float64Array.from(cell<Iterable<number>>("values")),
        total: cell("total"),
        below: {
          count: cell("below"),
          isZero: cell("all_zero"),
          steps: [...cell<Iterable<number>>("below_steps")],
        },
      });
    }
  }

  /** A line over a range of x; null where the run logged none. */
  series({ key, kind }: SeriesKey, wish: Wish): Answered | null {
    const stored = this.#stored.get(`${kind} ${key}`);
    if (!stored) return null;
    const whole = this.#over(stored, wish.x, kind === "system");
    const smooth = wish.smoothing > 0 ? smoothed(whole.y, wish.smoothing) : null;
    const [start, stop] = inside(whole.x, wish.range);
    const total = stop - start;
    const chosen = sample(whole.x.subarray(start, stop), whole.y.subarray(start, stop), wish.points);
    const isWhole = stored.places.length === stored.total;
    const said: Answered["said"] = {
      length: 0,
      exact: isWhole && chosen.length === total,
      total,
      unfinished: whole.y.subarray(start, stop).filter((value) => !Number.isFinite(value)).length,
    };
    if (!isWhole) said.of = stored.total;
    // Lines reach the edge.
    const at = [
      ...(start > 0 ? [start - 1] : []),
      ...Array.from(chosen, (place) => place + start),
      ...(stop < whole.x.length ? [stop] : []),
    ];
    const take = (values: Float64Array) => Float64Array.from(at, (place) => values[place] as number);
    said.length = at.length;
    if (wish.log_y) {
      const { count, isZero, steps } = stored.below;
      said.not_drawn = {
        count,
        total: stored.total,
        is_zero: isZero,
        x: wish.x === "_step" ? steps : [],
      };
    }
    return { x: take(whole.x), y: take(whole.y), smooth: smooth && take(smooth), said };
  }

  /** The points of a line that have an x, in its order. */
  #over({ places, values }: Stored, x: string, isSystem: boolean): Points {
    const axis = AXES.has(x) ? this.#stored.get(`${isSystem ? "system " : ""}axis ${x}`) : null;
    const other = axis ?? this.#stored.get(`${isSystem ? "system" : "number"} ${x}`);
    if (!other)
      throw refusal("name", `Nothing was logged under '${x}' as a number.`, "Choose another x axis.");
    const across = axis
      ? Float64Array.from(places, (place) => axis.values[place] as number)
      : alongside(places, other);
    const there = Array.from(across.keys()).filter((at) => Number.isFinite(across[at]));
    if (there.some((at, k) => k > 0 && (across[at] as number) < (across[there[k - 1] as number] as number)))
      there.sort((a, b) => (across[a] as number) - (across[b] as number) || a - b);
    return {
      x: Float64Array.from(there, (at) => across[at] as number),
      y: Float64Array.from(there, (at) => values[at] as number),
    };
  }
}

/** The values of a line at some rows; NaN where it has none. */
function alongside(places: Int32Array, other: Stored): Float64Array {
  const found = new Float64Array(places.length).fill(Number.NaN);
  let at = 0;
  for (const [k, place] of places.entries()) {
    while (at < other.places.length && (other.places[at] as number) < place) at++;
    if (other.places[at] === place) found[k] = other.values[at] as number;
  }
  return found;
}

function running(differences: Iterable<number>): Int32Array {
  let sum = 0;
  return Int32Array.from(differences, (step) => {
    sum += step;
    return sum;
  });
}
