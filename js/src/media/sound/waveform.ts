/** Draws samples, or pairs of lowest and highest, whichever there are of, as wavesurfer asks: a lane a channel. */
export function drawLanes(
  lanes: readonly ArrayLike<number>[],
  ctx: CanvasRenderingContext2D,
  peak: number,
): void {
  const { width, height } = ctx.canvas;
  const lane = height / lanes.length;
  ctx.strokeStyle = ctx.fillStyle;
  lanes.forEach((values, k) => {
    const middle = (k + 0.5) * lane;
    const scale = (lane / 2 - 2) / (peak || 1);
    if (values.length <= width) drawLine(values, ctx, middle, scale);
    else drawColumns(values, ctx, middle, scale);
  });
}

/** More values than pixels: a line from the lowest to the highest of each. */
function drawColumns(
  values: ArrayLike<number>,
  ctx: CanvasRenderingContext2D,
  middle: number,
  scale: number,
): void {
  const { width } = ctx.canvas;
  ctx.beginPath();
  for (let x = 0; x < width; x++) {
    const start = Math.floor((x * values.length) / width);
    const end = Math.max(start + 1, Math.floor(((x + 1) * values.length) / width));
    let low = values[start] as number;
    let high = low;
    for (let at = start + 1; at < end; at++) {
      const value = values[at] as number;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    const top = middle - high * scale;
    ctx.rect(x, top, 1, Math.max(1, middle - low * scale - top));
  }
  ctx.fill();
}

function drawLine(
  values: ArrayLike<number>,
  ctx: CanvasRenderingContext2D,
  middle: number,
  scale: number,
): void {
  const { width } = ctx.canvas;
  const step = width / Math.max(1, values.length);
  ctx.lineWidth = Math.max(1, window.devicePixelRatio || 1) * 1.25;
  ctx.lineJoin = "round";
  ctx.beginPath();
  for (let at = 0; at < values.length; at++) {
    const [x, y] = [(at + 0.5) * step, middle - (values[at] as number) * scale];
    if (at === 0) ctx.moveTo(0, y);
    ctx.lineTo(x, y);
    if (at === values.length - 1) ctx.lineTo(width, y);
  }
  ctx.stroke();
}

export interface Peaks {
  from_s: number;
  to_s: number;
  channels: number;
  columns: number;
  /** The largest sample, of either sign. */
  peak: number;
}

/** A line of values for each channel: lowest and highest in turn, or the samples where each column is one of them. */
export function lanesOf({ channels, columns }: Peaks, bytes: Uint8Array): Float32Array[] {
  const pairs = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return Array.from({ length: channels }, (_, channel) => {
    const lane = pairs.subarray(channel * columns * 2, (channel + 1) * columns * 2);
    let isSamples = true;
    for (let at = 0; isSamples && at < lane.length; at += 2) isSamples = lane[at] === lane[at + 1];
    return isSamples
      ? Float32Array.from({ length: columns }, (_, k) => (lane[2 * k] as number) / 32768)
      : Float32Array.from(lane, (value) => value / 32768);
  });
}
