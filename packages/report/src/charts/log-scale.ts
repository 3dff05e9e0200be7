import type { Point } from '../series/condense.ts';

/** The scale of a vertical axis. `'auto'` is `'log'` for positive values of which one is 30 times another. */
export type Scale = 'auto' | 'linear' | 'log';

/** All scales. */
export const SCALES: readonly Scale[] = ['auto', 'linear', 'log'];

const RATIO = 30;

/** True if points are to be drawn on a logarithmic scale. Values that are not positive have no place on it. */
export function isLogarithmic(scale: Scale, points: readonly Point[]): boolean {
  if (scale === 'linear') return false;
  const { low, high } = rangeOf(points);
  return low > 0 && high < Infinity && (scale === 'log' || high / low >= RATIO);
}

/** Returns the smallest and the largest value of points. */
export function rangeOf(points: readonly Point[]): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    if (point.low < low) low = point.low;
    if (point.high > high) high = point.high;
  }
  return { low, high };
}

/** Returns the ticks of a logarithmic axis: powers of ten, with their multiples by 2 and 5 if those are few. */
export function logTicks(low: number, high: number, most = 6): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
  const within = (ticks: readonly number[]): number[] => ticks.filter(tick => tick >= low && tick <= high);
  for (const multiples of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = within(powers.flatMap(power => multiples.map(multiple => Number(`${multiple}e${Math.round(Math.log10(power))}`)))); // prettier-ignore
    if (ticks.length <= most) return ticks;
  }
  const ticks = within(powers);
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % every === 0);
}
