import { gather, type Node } from '@thalweg/graph';
import { DtypeError, printShape, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { unitLength } from '../initializers/unit-length.ts';
import { parameterMaker, withParameters } from '../layer-parts/parameter-maker.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import type { WeightSource } from '../layer-parts/weight-source.ts';

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /**
   * The initializer of the vectors; by default normal with variance 1/size, so that their length is about 1. Or the vectors
   * themselves, which the layer then shares with their owner: a node, or a function that returns it.
   */
  readonly vectors?: WeightSource;
  /** The dtype of the vectors, and so of the layers after them. By default that of given vectors, or else float32. */
  readonly dtype?: 'float32' | 'float64';
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its parameter, `name/vectors`: `embedding1`, `embedding2`, … by default. */
  readonly name?: string;
}

/** A layer that {@link embedding} returns. */
export interface EmbeddingLayer<N extends number> {
  <S extends Shape>(x: Node<S>): Node<readonly [...S, N]>;
  /** `[count, size]`. Reading it throws `GraphError` before the layer is applied. */
  readonly vectors: Node;
}

/**
 * Layer with a vector for each of `count` things, such as words or customers; it returns the vectors of the numbers in
 * its input. It owns its vectors, and shares them when it is applied again. Their gradient is a list of rows, so a step
 * touches no other rows. Its property `vectors` has them: an output layer over the same words can share them.
 *
 * Its input has no floats, so the vectors decide the dtype of the layers after them: a float64 network begins with
 * `embedding(count, size, { dtype: 'float64' })`.
 *
 * - **Shape** `x: S → [...S, size]`, x int32
 * - **Parameters** `vectors: [count, size]`
 * - **Throws** `ContractError` for sizes that are no positive whole numbers, `ShapeError` for given vectors of another shape, `DtypeError`
 *   if x is not int32; `NumericError` in a pass for a number that is not in [0, count)
 *
 * @example
 * input('word', ['batch'], 'int32').pipe(embedding(10_000, 16)).shape // => ['batch', 16]
 *
 * // A language model that compares its state with the vectors of all words.
 * const words = embedding(50, 8);
 * const next = input('word', ['batch'], 'int32').pipe(
 *   words, dense(8), tanh(), dense(50, { weight: () => words.vectors, transposeWeight: true }),
 * );
 * next.shape // => ['batch', 50]
 */
export function embedding<const N extends number>(
  count: number,
  size: N,
  options?: EmbeddingOptions,
): EmbeddingLayer<N> {
  const { vectors, dtype, seed, name } = optionsOf('embedding', options, {
    vectors: unitLength,
    dtype: undefined,
    seed: 0,
    name: undefined,
  });
  positiveWhole('embedding', 'the number of vectors', count);
  positiveWhole('embedding', 'the size of a vector', size);
  let owned: Node | undefined;
  const layer = (x: Node): Node => {
    if (x.dtype !== 'int32')
      throw new DtypeError('embedding', [x.dtype], 'numbers must be int32', 'Declare the input as int32.');
    owned ??= create(x);
    return gather(owned, x);
  };
  const create = (x: Node): Node => {
    const make = parameterMaker('embedding', x, { name, seed, dtype: dtype ?? 'float32' });
    const table = make('vectors', vectors, [count, size]);
    if (dtype !== undefined && table.dtype !== dtype) {
      const advice = 'Leave out the dtype, or convert them with cast.';
      throw new DtypeError('embedding', [table.dtype], `the vectors must be ${dtype}`, advice);
    }
    if (sameShape(table.shape, [count, size])) return table;
    const requirement = `the vectors must have the shape ${printShape([count, size])}`;
    throw new ShapeError('embedding', [table.shape], requirement, 'Check the sizes.');
  };
  const parameters = (): { vectors: Node } | undefined => owned && { vectors: owned };
  return withParameters('embedding', layer, ['vectors'], parameters) as unknown as EmbeddingLayer<N>;
}
