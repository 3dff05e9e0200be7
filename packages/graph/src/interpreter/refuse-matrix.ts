import type { Sizes } from '@thalweg/tensor';
import { NumericError } from '../errors/numeric-error.ts';

/** A matrix that an operation cannot take: what it must be, its place along the leading axes, and the pivot that is wrong. */
export interface Refused {
  readonly requirement: string;
  readonly batch: Sizes;
  readonly matrix: number;
  readonly row: number;
  readonly pivot: number;
}

/** Fails a pass because of one matrix, and names it if there are several. */
export function refuseMatrix(operation: string, { requirement, batch, matrix, row, pivot }: Refused): never {
  const which = batch.length === 0 ? '' : ` of matrix [${placeIn(batch, matrix).join(', ')}]`;
  throw new NumericError(
    operation,
    requirement,
    `the pivot ${pivot} in row ${row}${which}`,
    'Add a small number to its diagonal, or look at what it is made from.',
  );
}

/** The position of the n-th matrix along each of the axes. */
function placeIn(batch: Sizes, n: number): number[] {
  const places: number[] = [];
  let rest = n;
  for (const length of [...batch].reverse()) {
    places.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return places;
}
