import { add, matmul, Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError, printShape, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { glorotUniform, zeros } from '../initializers/initializer.ts';
import type { LayerIdentityOptions } from '../layer-parts/layer-identity.ts';
import type { WithLast } from '../layer-parts/layer.ts';
import { parameterMaker, withParameters } from '../layer-parts/parameter-maker.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import type { WeightSource } from '../layer-parts/weight-source.ts';

/** Options of {@link dense}. */
export interface DenseOptions {
  /** If true, adds a bias; true by default. */
  readonly bias?: boolean;
  /**
   * The initializer of the weights, `glorotUniform` by default; or the weights themselves, which the layer then shares
   * with their owner: a node, or a function that returns it, as in `weight: () => words.vectors`.
   */
  readonly weight?: WeightSource;
  /** If true, the given weights have the shape `[units, in]`: `y = x·Wᵀ + b`. False by default. */
  readonly transposeWeight?: boolean;
  /** The seed of its first weights; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters, `name/weight` and `name/bias`: `dense1`, `dense2`, … by default. */
  readonly name?: string;
}

/** The parameters of a dense layer. Reading one throws `GraphError` before the layer is applied. */
export interface DenseParameters {
  /** `[in, units]`, or the given weights unchanged. */
  readonly weight: Node;
  /** `[units]`, if the layer has one. */
  readonly bias: Node | undefined;
}

/** A layer that {@link dense} returns. */
export interface DenseLayer<N extends number> extends DenseParameters {
  <S extends Shape>(x: Node<S>): Node<WithLast<S, N>>;
}

/** The options, with defaults for those that were not given. */
type Chosen = Required<Omit<DenseOptions, 'name'>> & Pick<LayerIdentityOptions, 'name'>;

interface Owned extends DenseParameters {
  readonly size: number;
}

/**
 * Fully connected layer `y = x·W + b`, along the last axis. It owns its parameters, and shares them when it is applied
 * again. Its properties `weight` and `bias` have them, for other layers to share.
 *
 * - **Shape** `x: [...lead, in] → [...lead, units]`, with at least one leading axis
 * - **Parameters** `weight: [in, units]`, `bias: [units]`, initially zeros
 * - **Throws** `ContractError` for units that are no positive whole number, `ShapeError` when it is applied to an input of rank below 2 or without a fixed width, to one of another
 *   width than before, or if given weights have another shape; `DtypeError` if the input is no float; `ContractError`
 *   for `transposeWeight` without given weights
 *
 * @example
 * // A decoder with the weights of its encoder.
 * const encoder = dense(2);
 * const decoder = dense(4, { weight: () => encoder.weight, transposeWeight: true });
 * const y = input('x', ['batch', 4]).pipe(encoder, decoder);
 * y.shape // => ['batch', 4]
 * parametersOf(y).map(({ name }) => name).sort() // => ['dense1/bias', 'dense1/weight', 'dense2/bias']
 */
export function dense<const N extends number>(units: N, options?: DenseOptions): DenseLayer<N> {
  const chosen = optionsOf('dense', options, {
    bias: true,
    weight: glorotUniform,
    transposeWeight: false,
    seed: 0,
    name: undefined,
  });
  positiveWhole('dense', 'the number of units', units);
  let owned: Owned | undefined;
  const layer = (x: Node): Node => {
    const size = widthOf(x);
    const { weight, bias, size: before } = (owned ??= create(x, size, units, chosen));
    if (before !== size)
      throw new ShapeError(
        'dense',
        [x.shape, weight.shape],
        'a layer applied again must get as many inputs as before',
        'Make a second layer.',
      );
    const product = matmul<Shape, Shape>(x, weight, { transposeB: chosen.transposeWeight }) as Node;
    return bias === undefined ? product : (add(product, bias) as Node);
  };
  return withParameters('dense', layer, ['weight', 'bias'], () => owned) as unknown as DenseLayer<N>;
}

function widthOf(x: Node): number {
  const size = nodeOf('dense', x).shape.at(-1);
  if (x.shape.length < 2 || typeof size !== 'number')
    throw new ShapeError(
      'dense',
      [x.shape],
      'the input must have the shape [batch, …, size] with a fixed size',
      'Reshape it.',
    );
  return size;
}

function create(x: Node, size: number, units: number, chosen: Chosen): Owned {
  const { bias, weight: source, transposeWeight: transposed, seed, name } = chosen;
  const make = parameterMaker('dense', x, { name, seed });
  const weight = make('weight', transposed ? given(source) : source, [size, units]);
  const shape = transposed ? [units, size] : [size, units];
  if (!sameShape(weight.shape, shape))
    throw new ShapeError(
      'dense',
      [weight.shape],
      `the weight must have the shape ${printShape(shape)}`,
      transposed ? 'Check the number of units.' : 'Check the number of units, or set transposeWeight.',
    );
  return { size, weight, bias: bias ? make('bias', zeros, [units]) : undefined };
}

/** Weights that exist already: nobody needs to transpose new ones. */
function given(source: WeightSource): WeightSource {
  if (typeof source !== 'function') return source;
  return (...args) => {
    const made = source(...args);
    if (made instanceof Node) return made;
    throw new ContractError(
      'dense',
      'transposeWeight must come with weights that exist',
      'an initializer',
      'Give it the weight of another layer, or leave it out.',
    );
  };
}
