import { constant, parameter, type Node } from '@thalweg/graph';
import { fillUniform, key, tensor, type Sizes, type Tensor } from '@thalweg/tensor';

/** The nodes from outside that a random cell may use. */
export interface Values {
  readonly parameters: readonly Node[];
  /** Values that have no gradient. */
  readonly fixed: readonly Node[];
  /** Numbers of rows, each of them 0 or 1. */
  readonly at: Node;
}

/** The precision of all that a random cell computes. */
export type Float = 'float32' | 'float64';

/** Numbers between −1 and 1. */
function random(shape: Sizes, seed: number, dtype: Float): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = fillUniform(dtype === 'float32' ? new Float32Array(size) : new Float64Array(size), key(seed));
  return tensor(
    data.map(value => 2 * value - 1),
    { shape },
  );
}

/** A parameter with random numbers. */
export function randomParameter(
  name: string,
  shape: Sizes,
  { seed, dtype }: { readonly seed: number; readonly dtype: Float },
): Node {
  // prettier-ignore
  return parameter(random(shape, seed, dtype), { name }) as Node;
}

/** Parameters and constants for a cell. */
export function valuesOf(dtype: Float): Values {
  const of = (name: string, shape: Sizes, seed: number): Node => randomParameter(name, shape, { seed, dtype });
  return {
    parameters: [of('table', [4, 3], 11), of('w', [3, 3], 12), of('bias', [3], 13), of('rate', [], 14)],
    fixed: [constant(0.5, { dtype }) as Node, constant(random([2, 3], 15, dtype)) as Node],
    at: constant([1, 0], { dtype: 'int32' }) as Node,
  };
}
