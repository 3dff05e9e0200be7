import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { allocate, printShape, sameShape, ShapeError, sizeOf, tensor, type Shape, type Sizes } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Initializer } from '../initializers/initializer.ts';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { parameterMaker } from '../layer-parts/parameter-maker.ts';
import type { WeightSource } from '../layer-parts/weight-source.ts';

/** Options of {@link prelu}. */
export interface PreluOptions {
  /** If true, there is a slope for each channel, the last axis; false by default: one for all. */
  readonly perChannel?: boolean;
  /** The initializer of the slopes, 0.25 by default; or a node that has them. */
  readonly slope?: WeightSource;
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its parameter, `name/slope`: `prelu1`, `prelu2`, … by default. */
  readonly name?: string;
}

/** A quarter, which PyTorch begins with too. */
const quarters: Initializer = (_key, shape, dtype) => tensor(allocate(dtype, sizeOf(shape)).fill(0.25), { shape });

/**
 * The rectifier that learns its slope, as a layer: `x` where `x > 0`, else `slope·x`. It owns the slope, and shares it
 * when it is applied again.
 * The operation on a given slope: {@link @thalweg/graph!prelu | prelu(x, slope)}.
 *
 * - **Shape** `x: S → S`
 * - **Parameters** `slope: []`, or `[channels]` if `perChannel`; initially 0.25
 * - **Throws** when it is applied, `ShapeError` for slopes of another shape, and for `perChannel` without a fixed number of
 *   channels, `DtypeError` if the input is no float
 * - **Source** He et al., "Delving Deep into Rectifiers", 2015, §2.1
 *
 * @example
 * const y = input('x', ['batch', 3]).pipe(dense(8), prelu({ perChannel: true }));
 * parametersOf(y).find(({ name }) => name === 'prelu1/slope')?.shape // => [8]
 */
export function prelu(options?: PreluOptions): SameShapeLayer {
  const { perChannel, slope, seed, name } = optionsOf('prelu', options, {
    perChannel: false,
    slope: quarters,
    seed: 0,
    name: undefined,
  });
  let owned: Node | undefined;
  return <S extends Shape>(given: Node<S>) => {
    const x = given as Node;
    const sizes = perChannel ? channelsOf(x) : [];
    owned ??= parameterMaker('prelu', x, { name, seed })('slope', slope, sizes);
    if (!sameShape(owned.shape, sizes))
      throw new ShapeError('prelu', [owned.shape], `slopes must have the shape ${printShape(sizes)}`, 'Make a second layer, or check the slopes.'); // prettier-ignore
    return graph.prelu(x, owned) as Node as Node<S>;
  };
}

function channelsOf({ shape }: Node): Sizes {
  const channels = shape.at(-1);
  if (typeof channels !== 'number')
    throw new ShapeError('prelu', [shape], 'the last axis must have a fixed size', 'Reshape the input, or leave out perChannel.'); // prettier-ignore
  return [channels];
}
