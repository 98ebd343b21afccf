import { type ClassColor, readColor } from "./colors";

/** Ways of seeing: all cones, or one of the three missing. */
export const VISIONS = ["plain", "protan", "deutan", "tritan"] as const;
export type Vision = (typeof VISIONS)[number];

/** Colours as people see them who lack a kind of cone, in linear RGB.
 * Machado, Oliveira and Fernandes 2009, severity 1. */
const SEEN: Record<Vision, readonly number[]> = {
  plain: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
/** Linear RGB to cones, and those to OKLab. Ottosson 2020. */
const CONES = [
  0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619,
  0.2817188376, 0.6299787005,
];
const LAB = [
  0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371,
  0.7827717662, -0.808675766,
];

type Triple = [number, number, number];

function times(m: readonly number[], [a, b, c]: Triple): Triple {
  const row = (k: number) => (m[k] as number) * a + (m[k + 1] as number) * b + (m[k + 2] as number) * c;
  return [row(0), row(3), row(6)];
}

function toLab({ r, g, b }: Pick<ClassColor, "r" | "g" | "b">, vision: Vision): Triple {
  const linear = [r, g, b].map((value) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as Triple;
  const seen = times(SEEN[vision], linear).map((v) => Math.min(1, Math.max(0, v))) as Triple;
  return times(LAB, times(CONES, seen).map(Math.cbrt) as Triple);
}

/** How far apart two colours look, in OKLab: 0 is the same, and below 0.05 they are hard to tell as flat swatches. */
export function distanceSeen(a: ClassColor, b: ClassColor, vision: Vision): number {
  const [x, y] = [toLab(a, vision), toLab(b, vision)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

const HARD_TO_TELL = 0.05;

/** Whom of `others` a colour is hard to tell from, and for whose eyes; nothing where all can tell. */
export function mistakenFor(
  css: string,
  others: readonly { label: string; color: ClassColor }[],
): { label: string; vision: Vision } | null {
  const color = readColor(css);
  for (const vision of VISIONS) {
    const near = others.find((other) => distanceSeen(color, other.color, vision) < HARD_TO_TELL);
    if (near) return { label: near.label, vision };
  }
  return null;
}
