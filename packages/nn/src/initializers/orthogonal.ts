import { allocate, ContractError, fillNormal, sizeOf, tensor } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { fanIn } from './fans.ts';
import type { Initializer } from './initializer.ts';

/** Options of {@link orthogonal}. */
export interface OrthogonalOptions {
  /** The factor of all numbers, 1 by default; √2 suits relu. */
  readonly gain?: number;
}

/**
 * Returns an initializer of matrices with orthonormal columns, `WᵀW = gain²·I`, or orthonormal rows if there are fewer rows. A
 * square matrix multiplies the length of each vector by the gain: with 1, lengths stay the same through any number of layers. A
 * kernel `[…window, channels, filters]` counts as a matrix `[window · channels, filters]`. All such matrices are equally
 * likely.
 *
 * - **Throws** `ContractError` for a gain that is no finite number
 * - **Source** Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
 *   networks", 2014, §3; Mezzadri, "How to generate random matrices from the classical compact groups", 2007, §5, for the
 *   signs: the factor R of the decomposition has a positive diagonal
 *
 * @example
 * dense(64, { weight: orthogonal({ gain: Math.SQRT2 }) })
 */
export function orthogonal(options?: OrthogonalOptions): Initializer {
  const { gain } = optionsOf('orthogonal', options, { gain: 1 });
  if (!Number.isFinite(gain))
    throw new ContractError('orthogonal', 'the gain must be a finite number', printed(gain), 'Leave it out for 1.');
  return (key, shape, dtype) => {
    const data = allocate(dtype, sizeOf(shape));
    const made = tensor(data, { shape });
    const rows = fanIn(shape);
    const columns = data.length === 0 ? 0 : data.length / rows;
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
    const drawn = fillNormal(allocate('float64', data.length) as Float64Array, key);
    const vectors = Array.from({ length: count }, (_, i) => drawn.subarray(i * length, (i + 1) * length));
    orthonormalize(vectors);
    for (let at = 0; at < data.length; at++) {
      const [row, column] = [Math.floor(at / columns), at % columns];
      data[at] = gain * (rows < columns ? vectors[row]![column]! : vectors[column]![row]!);
    }
    return made;
  };
}

/**
 * Makes vectors orthonormal in place, one after another, each in the direction that it has beside those before it.
 *
 * - **Source** Björck, "Solving linear least squares problems by Gram-Schmidt orthogonalization", 1967; Giraud, Langou and
 *   Rozložník, "The loss of orthogonality in the Gram-Schmidt orthogonalization process", 2005, for the second round, which
 *   removes what rounding left
 */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, i) => {
    for (let round = 0; round < 2; round++) {
      for (let j = 0; j < i; j++) subtract(vector, vectors[j]!, dot(vector, vectors[j]!));
      const length = Math.sqrt(dot(vector, vector));
      for (let k = 0; k < vector.length; k++) vector[k]! /= length;
    }
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}

function subtract(from: Float64Array, direction: Float64Array, times: number): void {
  for (let k = 0; k < from.length; k++) from[k]! -= times * direction[k]!;
}
