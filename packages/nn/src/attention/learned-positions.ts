import { add, type Node } from '@thalweg/graph';
import { nodeOf, leadingRows } from '@thalweg/graph/author';
import { printShape, sameShape, ShapeError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { unitLength } from '../initializers/unit-length.ts';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { parameterMaker, withParameters } from '../layer-parts/parameter-maker.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import type { WeightSource } from '../layer-parts/weight-source.ts';
import { widthOf } from './position-table.ts';

/** Options of {@link learnedPositions}. */
export interface LearnedPositionsOptions {
  /** The initializer of the vectors, by default normal with variance 1/width; or the vectors themselves, to share. */
  readonly vectors?: WeightSource;
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its parameter, `name/vectors`: `learnedPositions1`, … by default. */
  readonly name?: string;
}

/** A layer that {@link learnedPositions} returns. */
export interface LearnedPositionsLayer extends SameShapeLayer {
  /** `[length, width]`. Reading it throws `GraphError` before the layer is applied. */
  readonly vectors: Node;
}

/**
 * Layer that adds a learned vector for each position in time. It owns its vectors, and shares them when it is applied again.
 * If the time has a name, their gradient is a list of rows, so a step touches no positions that it does not see.
 *
 * - **Shape** `x: [..., time, width] → [..., time, width]`, any time up to `length`
 * - **Parameters** `vectors: [length, width]`
 * - **Throws** `ContractError` for a length that is no positive whole number; when it is applied, `ShapeError` to an input of
 *   rank below 2, without a fixed width, of another width than before, or of more time, which for a time with a name a pass
 *   finds; `DtypeError` if it is no float
 * - **Source** Gehring et al., "Convolutional Sequence to Sequence Learning", 2017, §3.1
 *
 * @example
 * const y = input('word', ['batch', 'time'], 'int32').pipe(embedding(100, 16), learnedPositions(64));
 * y.shape // => ['batch', 'time', 16]
 */
export function learnedPositions(length: number, options?: LearnedPositionsOptions): LearnedPositionsLayer {
  const { vectors, ...identity } = optionsOf('learnedPositions', options, {
    vectors: unitLength,
    seed: 0,
    name: undefined,
  });
  positiveWhole('learnedPositions', 'the length', length);
  let owned: Node | undefined;
  const layer = (x: Node): Node => {
    const shape = [length, widthOf('learnedPositions', nodeOf('learnedPositions', x))];
    owned ??= parameterMaker('learnedPositions', x, identity)('vectors', vectors, shape);
    if (!sameShape(owned.shape, shape))
      throw new ShapeError(
        'learnedPositions',
        [x.shape, owned.shape],
        `the vectors must have the shape ${printShape(shape)}`,
        'Make a second layer, or check the sizes.',
      );
    return add(x, leadingRows('learnedPositions', owned, x)) as Node;
  };
  const parameters = (): { vectors: Node } | undefined => owned && { vectors: owned };
  return withParameters('learnedPositions', layer, ['vectors'], parameters) as unknown as LearnedPositionsLayer;
}
