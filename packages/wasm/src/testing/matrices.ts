import { constant, parameter, type Node } from '@thalweg/graph';
import { sizeOf, tensor, type DType, type Sizes } from '@thalweg/tensor';
import { numbers } from './both-ways.ts';

/** Square matrices whose rows are exchanged when they are factorized: numbers of all sizes, and the largest off the diagonal. */
export function squares(shape: Sizes, dtype: DType): Node {
  const n = shape.at(-1)!;
  const data = numbers(sizeOf(shape)).map((x, i) => x + (i % n === (Math.floor(i / n) + 1) % n ? 9 : 0));
  return parameter(tensor(data, { shape, dtype })) as Node;
}

/** Symmetric matrices that are positive definite. */
export function definite(shape: Sizes, dtype: DType): Node {
  const n = shape.at(-1)!;
  const data = Array.from({ length: sizeOf(shape) }, (_, place) => {
    const [i, j] = [Math.floor(place / n) % n, place % n];
    return 1 / (1 + Math.abs(i - j)) + (i === j ? 0.1 * i : 0);
  });
  return constant(tensor(data, { shape, dtype })) as Node;
}
