import type { Range, View } from './point.ts';

/** Width of a picture over its height. */
export const ASPECT = 1.6;

/** The part of the plane that shows a view whole in a picture, with both directions to the same scale. */
export function widened({ x, y }: View): View {
  const [wide, high] = [x[1] - x[0], y[1] - y[0]];
  return wide > high * ASPECT
    ? { x, y: stretched(y, wide / ASPECT / high) }
    : { x: stretched(x, (high * ASPECT) / wide), y };
}

function stretched([lo, hi]: Range, factor: number): Range {
  const [middle, half] = [(lo + hi) / 2, ((hi - lo) / 2) * factor];
  return [middle - half, middle + half];
}

/** So many numbers from end to end. */
export function spread([lo, hi]: Range, count: number): number[] {
  return Array.from({ length: count }, (_, i) => lo + ((hi - lo) * i) / (count - 1));
}
