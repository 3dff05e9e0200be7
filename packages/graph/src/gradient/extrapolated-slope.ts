/** The slope of a function at distance 0, and how far it may be off. */
export interface Slope {
  readonly value: number;
  readonly uncertainty: number;
  /** True if the slopes grow without bound as the distance falls, as those of a root at 0 do. */
  readonly diverges: boolean;
}

/** Each distance is a quarter of the one before. */
const SHRINK = 4;

/** The number of distances: the last is 4⁻¹², some 6e-8, of the first. */
const COUNT = 13;

/** Rounding of a loss, in units of its own: it takes many operations. */
const ROUNDINGS = 8;

/** The places of the two values in a difference, as signs of the distance. */
export type Side = readonly [low: -1 | 0, high: 0 | 1];

/** (f(x+h) − f(x−h))/2h, (f(x+h) − f(x))/h and (f(x) − f(x−h))/h. */
export const BOTH: Side = [-1, 1];
export const RIGHT: Side = [0, 1];
export const LEFT: Side = [-1, 0];

/**
 * Extrapolates the slopes of a function at shrinking distances from x to distance 0. The uncertainty is the difference
 * between the best extrapolations, and the rounding of the function.
 *
 * - **Source** Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982, as in Press et al., "Numerical Recipes",
 *   3rd ed., §5.7
 */
export function extrapolatedSlope(f: (x: number) => number, x: number, first: number, [low, high]: Side): Slope {
  // The error is a series in h² if both sides are used, and else in h.
  const base = low !== 0 && high !== 0 ? SHRINK ** 2 : SHRINK;
  const slopes: number[] = [];
  let [value, uncertainty] = [NaN, Infinity];
  let former: number[] = [];
  for (let i = 0, h = first; i < COUNT; i++, h /= SHRINK) {
    const [a, b] = [x + low * h, x + high * h];
    const [below, above] = [f(a), f(b)];
    const rounding = (ROUNDINGS * Number.EPSILON * (Math.abs(below) + Math.abs(above))) / (b - a);
    const row = [(above - below) / (b - a)];
    slopes.push(row[0]!);
    former.forEach((coarse, j) => {
      const factor = base ** (j + 1);
      const next = (row[j]! * factor - coarse) / (factor - 1);
      const difference = Math.max(Math.abs(next - row[j]!), Math.abs(next - coarse)) + rounding;
      if (difference < uncertainty) [value, uncertainty] = [next, difference];
      row.push(next);
    });
    former = row;
  }
  return { value, uncertainty, diverges: grows(slopes) };
}

function grows(slopes: readonly number[]): boolean {
  return [1, 2, 3].every(back => Math.abs(slopes.at(-back)!) > 1.5 * Math.abs(slopes.at(-back - 1)!));
}
