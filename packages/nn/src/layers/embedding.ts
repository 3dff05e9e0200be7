import { gather, parameter, type Node, type Parameter } from '@thalweg/graph';
import { allocate, DtypeError, fillNormal, foldIn, ShapeError, sizeOf, tensor, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Initializer } from '../initializer.ts';
import { layerIdentity } from '../layer-identity.ts';

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** The initializer of the vectors; by default normal with variance 1/size, so that their length is about 1. */
  readonly vectors?: Initializer;
  /** The dtype of the vectors, float32 by default. */
  readonly dtype?: 'float32' | 'float64';
  readonly seed?: number;
  /** The prefix of the name of its parameter, `name/vectors`: `embedding1`, `embedding2`, … by default. */
  readonly name?: string;
}

/**
 * Layer with a vector for each of `count` things, such as words or customers; it returns the vectors of the numbers in
 * its input. It owns its vectors, and shares them when it is applied again. Their gradient is a list of rows, so a step
 * touches no other rows.
 *
 * - **Shape** `x: S → [...S, size]`, x int32
 * - **Parameters** `vectors: [count, size]`
 * - **Throws** `ShapeError` for sizes that are no positive whole numbers, `DtypeError` if x is not int32;
 *   `NumericError` in a pass for a number that is not in [0, count)
 *
 * @example
 * input('word', ['batch'], 'int32').pipe(embedding(10_000, 16)).shape // => ['batch', 16]
 */
export function embedding<const N extends number>(
  count: number,
  size: N,
  options?: EmbeddingOptions,
): <S extends Shape>(x: Node<S>) => Node<readonly [...S, N]> {
  const { vectors, dtype, seed, name } = optionsOf('embedding', options, {
    vectors: unitLength,
    dtype: 'float32',
    seed: 0,
    name: undefined,
  });
  if (![count, size].every(length => Number.isSafeInteger(length) && length >= 1))
    throw new ShapeError('embedding', [[count, size]], 'both sizes must be positive whole numbers', 'Check the sizes.');
  let owned: Parameter | undefined;
  return <S extends Shape>(x: Node<S>) => {
    if (x.dtype !== 'int32')
      throw new DtypeError('embedding', [x.dtype], 'numbers must be int32', 'Declare the input as int32.');
    if (owned === undefined) {
      const identity = layerIdentity('embedding', x as Node, { name, seed });
      owned = parameter(vectors(foldIn(identity.key, 'vectors'), [count, size], dtype), {
        name: `${identity.name}/vectors`,
      }) as Parameter;
      identity.join(owned as Node);
    }
    return gather(owned as Node, x as Node) as Node as Node<readonly [...S, N]>;
  };
}

/** Normal with variance 1/size. */
const unitLength: Initializer = (key, shape, dtype) => {
  const data = fillNormal(allocate(dtype, sizeOf(shape)), key);
  const deviation = 1 / Math.sqrt(shape[shape.length - 1]!);
  return tensor(
    data.map(value => deviation * value),
    { shape },
  );
};
