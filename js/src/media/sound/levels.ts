/** A spectrogram as it came: how strong each frequency is at each time. */
export interface Levels {
  from_s: number;
  to_s: number;
  columns: number;
  rows: number;
  low_db: number;
  high_db: number;
  /** Between which frequencies rows lie, from the highest down. */
  edges_hz: number[];
  window_s: number;
  /** Rows from the highest frequency down. */
  cells: Uint8Array;
}

/** Weaker than the strongest by so much is as good as nothing. */
const RANGE_DB = 80;
/** From nothing to the strongest. */
const LIGHT = ["#ffffff", "#e6ebfb", "#a9bdf3", "#5b7fe0", "#2b3fa8", "#14113d"];
const DARK = ["#111317", "#1a2150", "#3a3fa6", "#6f78ea", "#a3c0ff", "#f6f9ff"];

/** Red, green, blue and alpha of each level, stretched over what there is. */
export function levelColors(cells: Uint8Array, { low_db, high_db }: Levels, isDark: boolean): Uint32Array {
  let top = 0;
  for (const cell of cells) if (cell > top) top = cell;
  const range = (RANGE_DB / (high_db - low_db)) * 255;
  const stops = (isDark ? DARK : LIGHT).map(channels);
  const colors = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level++) {
    const share = Math.min(1, Math.max(0, (level - (top - range)) / range));
    const place = share * (stops.length - 1);
    const at = Math.min(stops.length - 2, Math.floor(place));
    for (let c = 0; c < 3; c++) {
      const [low, high] = [stops[at]?.[c] as number, stops[at + 1]?.[c] as number];
      colors[level * 4 + c] = Math.round(low + (high - low) * (place - at));
    }
    colors[level * 4 + 3] = 255;
  }
  return new Uint32Array(colors.buffer);
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The matrix as a picture, a pixel a cell. */
export function paintLevels(levels: Levels, colors: Uint32Array): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = levels.columns;
  canvas.height = levels.rows;
  const image = new ImageData(levels.columns, levels.rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let at = 0; at < pixels.length; at++) pixels[at] = colors[levels.cells[at] as number] as number;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** How strong a frequency is at a time, in dB below a sine at full scale; null outside. */
export function decibelsAt(levels: Levels, time: number, row: number): number | null {
  const column = Math.floor(((time - levels.from_s) / (levels.to_s - levels.from_s)) * levels.columns);
  const cell =
    column >= 0 && column < levels.columns ? levels.cells[row * levels.columns + column] : undefined;
  if (cell === undefined) return null;
  return levels.low_db + (cell / 255) * (levels.high_db - levels.low_db);
}
