import type { Accumulator } from './accumulator.ts';
import type { Moments } from './moments.ts';

/**
 * Returns the function that merges moments of shards; `undefined` for those over a window and with fading weights. It is apart
 * from `allMoments`, so that a scaler, which merges nothing, does not bring it along.
 *
 * - **Source** Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979
 */
export function mergeOfMoments({ settings }: Moments): Accumulator['merge'] {
  return settings === 'all' ? merge : undefined;
}

/** Accumulators of `allMoments`: the number of numbers, their mean, the sum of squares around it. */
function merge(cells: Float64Array, at: number, other: Float64Array, otherAt: number): void {
  const [here, there] = [cells[at]!, other[otherAt]!];
  if (there === 0) return;
  const count = (cells[at] = here + there);
  const apart = other[otherAt + 1]! - cells[at + 1]!;
  cells[at + 1]! += (apart * there) / count;
  cells[at + 2]! += other[otherAt + 2]! + (apart * apart * here * there) / count;
}
