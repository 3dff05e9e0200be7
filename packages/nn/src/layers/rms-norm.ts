import { fillLike, mean, square, type Node } from '@thalweg/graph';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { checkEpsilon, normalized, normParameters, precisionOf } from '../layer-parts/normalization.ts';

/** Options of {@link rmsNorm}. */
export interface RmsNormOptions {
  /** Added to the mean square; 1e-5 by default. */
  readonly epsilon?: number;
  /** If true, multiplies by a parameter for each channel; true by default. */
  readonly scale?: boolean;
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the name of its parameter, `name/scale`: `rmsNorm1`, `rmsNorm2`, … by default. */
  readonly name?: string;
}

/**
 * Root mean square normalization `y = x/√(mean(x²) + ε)·scale`, with the mean over the last axis, the channels. It owns its
 * parameter, and shares it when it is applied again.
 *
 * - **Shape** `x: [...lead, channels] → [...lead, channels]`
 * - **Parameters** `scale: [channels]`, initially ones
 * - **Throws** `ContractError` for a negative epsilon; when it is applied, `ShapeError` to an input of a single axis,
 *   without a fixed number of channels, or with another number of them than before, `DtypeError` if the input is no float
 * - **Source** Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019
 *
 * @example
 * const y = constant([[3, 4]]).pipe(rmsNorm({ epsilon: 0 }));
 * read(y).toArray().flat().map(value => value.toFixed(3)) // => ['0.849', '1.131']
 */
export function rmsNorm(options?: RmsNormOptions): SameShapeLayer {
  const { epsilon, ...others } = optionsOf('rmsNorm', options, {
    epsilon: 1e-5,
    scale: true,
    seed: 0,
    name: undefined,
  });
  checkEpsilon('rmsNorm', epsilon);
  const parametersFor = normParameters('rmsNorm', { ...others, offset: false });
  return <S extends Shape>(given: Node<S>) => {
    const x = given as Node;
    const owned = parametersFor(x);
    const power = mean<Shape, { axes: number; keep: true }>(square(x), { axes: -1, keep: true });
    const center = fillLike(power, 0);
    return normalized(x, { ...owned, mean: center, precision: precisionOf(power, epsilon) }) as Node<S>;
  };
}
