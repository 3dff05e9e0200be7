import type { Node } from '@thalweg/graph';
import { moments } from '@thalweg/graph/author';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { checkEpsilon, normalized, normParameters, precisionOf } from '../layer-parts/normalization.ts';

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** The number of last axes that are normalized together; 1 by default. */
  readonly axes?: number;
  /** If true, multiplies by a parameter for each element of these axes; true by default. */
  readonly scale?: boolean;
  /** If true, adds a parameter for each element of these axes; true by default. */
  readonly offset?: boolean;
  /** The seed of its initializers; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters, `name/scale` and `name/offset`: `layerNorm1`, `layerNorm2`, … by default. */
  readonly name?: string;
}

/**
 * Layer normalization `y = (x − mean)/√(variance + ε)·scale + offset`, with mean and biased variance over the last axes. It
 * computes the same in training and otherwise. It owns its parameters, and shares them when it is applied again.
 *
 * - **Shape** `x: [...lead, ...sizes] → [...lead, ...sizes]`
 * - **Parameters** `scale: sizes`, initially ones, `offset: sizes`, initially zeros
 * - **Throws** `ContractError` for a negative epsilon or a number of axes that is no positive whole number; when it is
 *   applied, `ShapeError` to an input that has no other axes, no fixed sizes along these, or other sizes than before,
 *   `DtypeError` if the input is no float
 * - **Source** Ba, Kiros and Hinton, "Layer Normalization", 2016
 *
 * @example
 * const y = constant([[1, 3], [10, 10]]).pipe(layerNorm({ epsilon: 0.25 }));
 * read(y).toArray().flat().map(value => value.toFixed(3)) // => ['-0.894', '0.894', '0.000', '0.000']
 */
export function layerNorm(options?: LayerNormOptions): SameShapeLayer {
  const {
    epsilon,
    axes: trailing,
    ...others
  } = optionsOf('layerNorm', options, {
    epsilon: 1e-5,
    axes: 1,
    scale: true,
    offset: true,
    seed: 0,
    name: undefined,
  });
  checkEpsilon('layerNorm', epsilon);
  if (!Number.isSafeInteger(trailing) || trailing < 1)
    throw new ContractError('layerNorm', 'axes must be a positive whole number', String(trailing), 'Try 1.');
  const parametersFor = normParameters('layerNorm', others, trailing);
  return <S extends Shape>(given: Node<S>) => {
    const x = given as Node;
    const owned = parametersFor(x);
    const axes = Array.from({ length: trailing }, (_, axis) => x.shape.length - trailing + axis);
    const { mean, variance } = moments(x, axes);
    return normalized(x, { ...owned, mean, precision: precisionOf(variance, epsilon) }) as Node<S>;
  };
}
